-- The page of a job shows what waits for it.
CREATE INDEX "job_depends_on_idx" ON "job" USING GIN ("depends_on");
