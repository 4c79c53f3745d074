-- How imports that nobody watches run: what their tables say, and when a file of a feed is tried again.
ALTER TABLE "table" ADD COLUMN     "new_columns" TEXT,
ADD COLUMN     "imports_per_minute" INTEGER;
ALTER TABLE "feed_file" ADD COLUMN     "attempts" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "tries_at" TIMESTAMPTZ(3);
ALTER TABLE "feed_sheet" ADD COLUMN     "attempts" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "job" ADD COLUMN     "starts_at" TIMESTAMPTZ(3),
ADD COLUMN     "imports_per_minute" INTEGER;
