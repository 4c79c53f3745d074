-- Imports of files that came by upload links are tried again. Those of before are not.
ALTER TABLE "sent_file" ADD COLUMN     "attempts" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "tries_at" TIMESTAMPTZ(3),
ADD COLUMN     "is_settled" BOOLEAN NOT NULL DEFAULT true;
ALTER TABLE "sent_file" ALTER COLUMN "is_settled" SET DEFAULT false;
CREATE INDEX "sent_file_open_idx" ON "sent_file"("job_id") WHERE NOT "is_settled" AND "job_id" IS NOT NULL;
