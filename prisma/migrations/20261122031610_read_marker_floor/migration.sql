-- AlterTable
ALTER TABLE "read_markers" ADD COLUMN     "moved_back_at_revision" INTEGER NOT NULL DEFAULT 0;
