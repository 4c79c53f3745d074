-- Files that come in by themselves.
CREATE TABLE "feed" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "source" JSONB NOT NULL,
    "table_id" UUID NOT NULL,
    "columns" JSONB NOT NULL,
    "options" JSONB NOT NULL,
    "new_columns" TEXT NOT NULL,
    "every_minutes" INTEGER NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "seen" JSONB NOT NULL DEFAULT '{}',
    "error" JSONB,
    "next_at" TIMESTAMPTZ(3),
    "checked_at" TIMESTAMPTZ(3),
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "feed_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "feed_file" (
    "id" UUID NOT NULL,
    "feed_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "sha256" TEXT NOT NULL,
    "seen_as" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'reading',
    "reason" JSONB,
    "file_id" UUID,
    "job_id" UUID,
    "is_tidied" BOOLEAN NOT NULL DEFAULT false,
    "moved_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "feed_file_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "feed_next_at_idx" ON "feed"("next_at");

CREATE INDEX "feed_table_id_idx" ON "feed"("table_id");

CREATE INDEX "feed_created_by_idx" ON "feed"("created_by");

CREATE UNIQUE INDEX "feed_file_feed_id_sha256_key" ON "feed_file"("feed_id", "sha256");

CREATE INDEX "feed_file_feed_id_created_at_idx" ON "feed_file"("feed_id", "created_at");

CREATE INDEX "feed_file_open_idx" ON "feed_file"("created_at") WHERE NOT "is_tidied";

ALTER TABLE "feed" ADD CONSTRAINT "feed_table_id_fkey" FOREIGN KEY ("table_id") REFERENCES "table"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "feed_file" ADD CONSTRAINT "feed_file_feed_id_fkey" FOREIGN KEY ("feed_id") REFERENCES "feed"("id") ON DELETE CASCADE ON UPDATE CASCADE;
