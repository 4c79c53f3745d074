-- Imports that were started by one call, and how much of it each of them is.
ALTER TABLE "job" ADD COLUMN "expected_ms" DOUBLE PRECISION;

CREATE TABLE "batch" (
    "id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "skipped" INTEGER NOT NULL DEFAULT 0,
    "created_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "batch_pkey" PRIMARY KEY ("id")
);
