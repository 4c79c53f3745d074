-- What becomes of a due time of a schedule while the run before is not over.
ALTER TABLE "schedule" ADD COLUMN     "overlap" TEXT NOT NULL DEFAULT 'skip';
