-- AlterTable
ALTER TABLE "file" ADD COLUMN     "dialect_choice" JSONB;
