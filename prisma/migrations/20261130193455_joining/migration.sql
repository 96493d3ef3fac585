-- AlterTable
ALTER TABLE "magic_links" ADD COLUMN     "invite_id" TEXT;

-- AlterTable
ALTER TABLE "members" ADD COLUMN     "removed_cursor" BIGINT;

-- AlterTable
ALTER TABLE "invites" ADD COLUMN     "created_cursor" BIGINT;

-- What the log says of members who were removed, and of invites, before these columns were there.
UPDATE "members" SET "removed_cursor" = removal."cursor"
FROM (
  SELECT "workspace_id", "payload" ->> 'user_id' AS "user_id", max("cursor") AS "cursor" FROM "events"
  WHERE "type" = 'member.removed' AND "actor_id" <> "payload" ->> 'user_id' GROUP BY 1, 2
) AS removal
WHERE "members"."workspace_id" = removal."workspace_id" AND "members"."user_id" = removal."user_id";

UPDATE "invites" SET "created_cursor" = made."cursor"
FROM (
  SELECT "workspace_id", "payload" ->> 'invite_id' AS "id", min("cursor") AS "cursor" FROM "events"
  WHERE "type" = 'invite.created' GROUP BY 1, 2
) AS made
WHERE "invites"."workspace_id" = made."workspace_id" AND "invites"."id" = made."id";

ALTER TABLE "invites" ALTER COLUMN "created_cursor" SET NOT NULL;

-- The version before, which may run beside this one or after it, writes neither column. The engine that applies this file takes every
-- semicolon for the end of a statement, so that they are written as \x3b in the functions.
CREATE FUNCTION "note_invite_created"() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
  NEW."created_cursor" := NEW."cursor"\x3b
  RETURN NEW\x3b
END';

CREATE TRIGGER "invites_note_created" BEFORE INSERT ON "invites"
FOR EACH ROW WHEN (NEW."created_cursor" IS NULL) EXECUTE FUNCTION "note_invite_created"();

CREATE FUNCTION "note_member_removed"() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
  UPDATE "members" SET "removed_cursor" = NEW."cursor" FROM "events"
  WHERE "members"."workspace_id" = NEW."workspace_id" AND "members"."user_id" = NEW."user_id"
    AND "events"."workspace_id" = NEW."workspace_id" AND "events"."cursor" = NEW."cursor"
    AND "events"."type" = \'member.removed\' AND "events"."actor_id" <> NEW."user_id"\x3b
  RETURN NULL\x3b
END';

CREATE TRIGGER "members_note_removed" AFTER UPDATE ON "members"
FOR EACH ROW WHEN (
  OLD."left_at" IS NULL AND NEW."left_at" IS NOT NULL AND NEW."removed_cursor" IS NOT DISTINCT FROM OLD."removed_cursor"
) EXECUTE FUNCTION "note_member_removed"();

-- CreateIndex
CREATE INDEX "workspaces_created_by_idx" ON "workspaces"("created_by");

-- CreateIndex
CREATE INDEX "direct_conversations_member_ids_idx" ON "direct_conversations" USING GIN ("member_ids");
