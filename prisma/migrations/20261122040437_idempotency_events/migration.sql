-- AlterTable
ALTER TABLE "idempotency_keys" ADD COLUMN     "claimed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "cursors" JSONB,
ADD COLUMN     "workspace_id" TEXT;
