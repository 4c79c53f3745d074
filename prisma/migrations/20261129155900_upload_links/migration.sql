-- Links by which somebody without an account sends files into a table.
CREATE TABLE "upload_link" (
    "id" UUID NOT NULL,
    "table_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "message" TEXT,
    "token_hash" TEXT NOT NULL,
    "columns" JSONB NOT NULL,
    "options" JSONB NOT NULL,
    "max_files" INTEGER NOT NULL,
    "max_file_bytes" BIGINT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "paused_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "upload_link_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "link_visit" (
    "id" UUID NOT NULL,
    "link_id" UUID NOT NULL,
    "secret_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "link_visit_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "sent_file" (
    "id" UUID NOT NULL,
    "link_id" UUID NOT NULL,
    "visit_id" UUID,
    "name" TEXT NOT NULL DEFAULT '',
    "bytes" BIGINT NOT NULL DEFAULT 0,
    "file_id" UUID,
    "job_id" UUID,
    "error" JSONB,
    "missing" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sent_file_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "upload_link_token_hash_key" ON "upload_link"("token_hash");

CREATE INDEX "upload_link_table_id_idx" ON "upload_link"("table_id");

CREATE INDEX "link_visit_link_id_idx" ON "link_visit"("link_id");

CREATE INDEX "sent_file_link_id_created_at_idx" ON "sent_file"("link_id", "created_at");

CREATE INDEX "sent_file_visit_id_idx" ON "sent_file"("visit_id");

ALTER TABLE "upload_link" ADD CONSTRAINT "upload_link_table_id_fkey" FOREIGN KEY ("table_id") REFERENCES "table"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "link_visit" ADD CONSTRAINT "link_visit_link_id_fkey" FOREIGN KEY ("link_id") REFERENCES "upload_link"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "sent_file" ADD CONSTRAINT "sent_file_link_id_fkey" FOREIGN KEY ("link_id") REFERENCES "upload_link"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "sent_file" ADD CONSTRAINT "sent_file_visit_id_fkey" FOREIGN KEY ("visit_id") REFERENCES "link_visit"("id") ON DELETE SET NULL ON UPDATE CASCADE;
