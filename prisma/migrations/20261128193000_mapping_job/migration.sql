-- Which import a saved mapping is from, and what was saved before it: an import that was undone is not cited.
ALTER TABLE "saved_mapping" ADD COLUMN "job_id" UUID, ADD COLUMN "previous" JSONB;
CREATE INDEX "saved_mapping_job_id_idx" ON "saved_mapping"("job_id");
