-- AlterTable
ALTER TABLE "table" ADD COLUMN     "attached" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "job" ADD COLUMN     "created_by" TEXT,
ADD COLUMN     "log" JSONB NOT NULL DEFAULT '[]';

-- CreateTable
CREATE TABLE "worker" (
    "name" TEXT NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "worker_pkey" PRIMARY KEY ("name")
);
