-- Who came to a channel and who left it, between two of its messages, without looking through the whole log (src/server/queries/member-changes.ts).
CREATE INDEX "events_of_channel_members" ON "events" ("channel_id", "cursor", "type")
WHERE "type" IN ('channel.member_added', 'channel.member_removed') AND NOT "imported";
