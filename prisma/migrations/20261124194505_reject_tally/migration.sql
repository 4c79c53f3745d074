-- AlterTable
ALTER TABLE "job" ADD COLUMN     "open_rejects" INTEGER;

-- CreateTable
CREATE TABLE "reject_group" (
    "job_id" UUID NOT NULL,
    "place" INTEGER NOT NULL,
    "column" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "details" JSONB NOT NULL DEFAULT '{}',
    "count" INTEGER NOT NULL,
    "rows" INTEGER[],
    "examples" TEXT[],

    CONSTRAINT "reject_group_pkey" PRIMARY KEY ("job_id","place")
);

-- AddForeignKey
ALTER TABLE "reject_group" ADD CONSTRAINT "reject_group_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "job"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What is open of earlier imports is counted once, and what is wrong with it when somebody asks
UPDATE "job" j SET "open_rejects" = (SELECT count(*) FROM "reject" r WHERE r."job_id" = j."id" AND r."mended_by" IS NULL)
 WHERE j."kind" = 'import' AND j."rejected" > 0 AND j."state" IN ('succeeded', 'failed');
