-- AlterTable
ALTER TABLE "email_changes" ADD COLUMN     "current_mail_due_at" TIMESTAMPTZ(3),
ADD COLUMN     "new_mail_due_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "magic_links" ADD COLUMN     "mail_due_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "consumers" (
    "name" TEXT NOT NULL,
    "introduced_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "consumers_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "consumer_cursors" (
    "consumer" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "cursor" BIGINT NOT NULL,
    "careful_until" BIGINT NOT NULL DEFAULT 0,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "retry_at" TIMESTAMPTZ(3),
    "last_error" TEXT,

    CONSTRAINT "consumer_cursors_pkey" PRIMARY KEY ("consumer","workspace_id")
);

-- CreateTable
CREATE TABLE "parked_events" (
    "consumer" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "cursor" BIGINT NOT NULL,
    "error" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL,
    "parked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "retry_requested_at" TIMESTAMPTZ(3),

    CONSTRAINT "parked_events_pkey" PRIMARY KEY ("consumer","workspace_id","cursor")
);

-- CreateTable
CREATE TABLE "job_runners" (
    "id" TEXT NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "job_runners_pkey" PRIMARY KEY ("id")
);
