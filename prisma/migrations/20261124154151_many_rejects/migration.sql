-- A key remembers what its request made: a job, or a table
ALTER TABLE "idempotency_key" RENAME COLUMN "job_id" TO "made_id";

-- The first open reject is found at once, however many before it were mended
CREATE INDEX "reject_open" ON "reject" ("job_id", "row") WHERE "mended_by" IS NULL;
