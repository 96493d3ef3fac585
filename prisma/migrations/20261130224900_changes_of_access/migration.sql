-- What gave somebody access, and took it, without looking through the whole log (src/server/hub/access-history.ts).
CREATE INDEX "events_of_members" ON "events" ("workspace_id", ("payload" ->> 'user_id'), "cursor")
WHERE "type" IN ('member.joined', 'member.role_changed', 'member.removed', 'channel.member_added', 'channel.member_removed');
