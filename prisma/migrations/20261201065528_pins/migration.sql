-- CreateTable
CREATE TABLE "pins" (
    "workspace_id" TEXT NOT NULL,
    "channel_id" TEXT NOT NULL,
    "message_id" TEXT NOT NULL,
    "pinned_by" TEXT NOT NULL,
    "pinned_at" TIMESTAMPTZ(3) NOT NULL,
    "cursor" BIGINT NOT NULL,

    CONSTRAINT "pins_pkey" PRIMARY KEY ("channel_id","message_id")
);

-- CreateIndex
CREATE INDEX "pins_message_id_idx" ON "pins"("message_id");
