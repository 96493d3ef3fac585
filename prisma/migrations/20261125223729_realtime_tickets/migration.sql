-- CreateTable
CREATE TABLE "realtime_tickets" (
    "ticket_hash" TEXT NOT NULL,
    "credential_id" TEXT NOT NULL,
    "caller" JSONB NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "realtime_tickets_pkey" PRIMARY KEY ("ticket_hash")
);

-- CreateIndex
CREATE INDEX "realtime_tickets_credential_id_idx" ON "realtime_tickets"("credential_id");

-- CreateIndex
CREATE INDEX "realtime_tickets_expires_at_idx" ON "realtime_tickets"("expires_at");
