-- Jobs that begin once others have succeeded.
ALTER TABLE "job" ADD COLUMN "depends_on" UUID[] DEFAULT ARRAY[]::UUID[];
ALTER TABLE "job" ADD COLUMN "is_held" BOOLEAN NOT NULL DEFAULT false;

-- Few jobs wait for others, and each end of a job asks for them.
CREATE INDEX "job_held_idx" ON "job"("created_at") WHERE is_held;
