-- AlterTable
ALTER TABLE "file" ADD COLUMN     "continues" UUID;

-- AlterTable
ALTER TABLE "job" ADD COLUMN     "follow_up" JSONB,
ADD COLUMN     "undone_by" UUID;

-- AlterTable
ALTER TABLE "reject" ADD COLUMN     "mended_by" UUID;

-- What undo keeps of an import lies here (tables/src/undo-record.ts). Made now: two imports that make it at once would collide.
CREATE SCHEMA IF NOT EXISTS "sheetport_work";
