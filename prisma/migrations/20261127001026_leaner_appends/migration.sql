-- DropIndex
DROP INDEX "events_id_key";

-- DropIndex
DROP INDEX "messages_quoted_message_id_idx";

-- DropIndex
DROP INDEX "messages_thread_root_id_thread_seq_key";

-- DropIndex
DROP INDEX "messages_workspace_id_author_id_nonce_key";

-- AlterTable
ALTER TABLE "events" ALTER COLUMN "payload" SET DATA TYPE JSON;

-- CreateIndex
CREATE INDEX "messages_quoted_message_id_idx" ON "messages"("quoted_message_id") WHERE ("quoted_message_id" IS NOT NULL);

-- CreateIndex
CREATE UNIQUE INDEX "messages_thread_root_id_thread_seq_key" ON "messages"("thread_root_id", "thread_seq") WHERE ("thread_seq" IS NOT NULL);

-- CreateIndex
CREATE UNIQUE INDEX "messages_workspace_id_author_id_nonce_key" ON "messages"("workspace_id", "author_id", "nonce") WHERE ("nonce" IS NOT NULL);
