-- What an import brings, with which others it was started, and the changes that a dry run found.
ALTER TABLE "job" ADD COLUMN "batch_id" UUID,
ADD COLUMN "content_keys" TEXT[] DEFAULT ARRAY[]::TEXT[];

CREATE INDEX "job_batch_id_idx" ON "job"("batch_id");

CREATE TABLE "job_change" (
    "job_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "row" INTEGER,
    "key" JSONB NOT NULL,
    "before" JSONB,
    "after" JSONB,

    CONSTRAINT "job_change_pkey" PRIMARY KEY ("job_id","position")
);
