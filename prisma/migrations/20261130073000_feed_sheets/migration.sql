-- Several sheets of a file that came in by itself.
ALTER TABLE "feed_file" ADD COLUMN     "batch_id" UUID;

CREATE TABLE "feed_sheet" (
    "id" UUID NOT NULL,
    "feed_file_id" UUID NOT NULL,
    "index" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" JSONB,
    "job_id" UUID,

    CONSTRAINT "feed_sheet_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "feed_sheet_feed_file_id_index_key" ON "feed_sheet"("feed_file_id", "index");

ALTER TABLE "feed_sheet" ADD CONSTRAINT "feed_sheet_feed_file_id_fkey" FOREIGN KEY ("feed_file_id") REFERENCES "feed_file"("id") ON DELETE CASCADE ON UPDATE CASCADE;
