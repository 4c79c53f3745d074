-- A second factor for all, limits and language of a person, API keys for some tables.
ALTER TABLE "instance" ADD COLUMN "second_factor_required" BOOLEAN NOT NULL DEFAULT false;

ALTER TABLE "person" ADD COLUMN "language" TEXT,
ADD COLUMN "max_stored_bytes" BIGINT,
ADD COLUMN "max_open_jobs" INTEGER,
ADD COLUMN "max_rows_per_day" BIGINT;

ALTER TABLE "session" ADD COLUMN "began_with" TEXT;

ALTER TABLE "api_key" ADD COLUMN "table_ids" UUID[] DEFAULT ARRAY[]::UUID[],
ADD COLUMN "folder_ids" UUID[] DEFAULT ARRAY[]::UUID[];

ALTER TABLE "file" ADD COLUMN "key_id" UUID;

ALTER TABLE "job" ADD COLUMN "key_id" UUID;
