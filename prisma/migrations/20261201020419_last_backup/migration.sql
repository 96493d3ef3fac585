-- CreateTable
CREATE TABLE "last_backup" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "taken_at" TIMESTAMPTZ(3) NOT NULL,
    "file" TEXT NOT NULL,

    CONSTRAINT "last_backup_pkey" PRIMARY KEY ("id")
);
