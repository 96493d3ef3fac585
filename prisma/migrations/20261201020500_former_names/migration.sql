-- Which channel and which workspace had a name, without looking through the whole log (src/server/queries/former-names.ts).
CREATE INDEX "events_of_channel_names" ON "events" ("workspace_id", ("payload" -> 'channel' ->> 'name'), "cursor")
WHERE "type" IN ('channel.created', 'channel.updated');
CREATE INDEX "events_of_workspace_slugs" ON "events" (("payload" -> 'workspace' ->> 'slug'))
WHERE "type" IN ('workspace.created', 'workspace.updated');
