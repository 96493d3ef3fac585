-- The changes of one person in a channel, without those of everybody else (src/server/queries/member-changes.ts).
CREATE INDEX "events_of_channel_members_by_person" ON "events" (("channel_id" || ' ' || ("payload" ->> 'user_id')), "cursor")
WHERE "type" IN ('channel.member_added', 'channel.member_removed') AND NOT "imported";
