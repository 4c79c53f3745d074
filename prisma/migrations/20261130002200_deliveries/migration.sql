-- Exports that are sent to a place, and what became of them.
CREATE TABLE "delivery" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "export" JSONB NOT NULL,
    "target" JSONB NOT NULL,
    "host" TEXT NOT NULL,
    "headers" TEXT,
    "header_names" TEXT[],
    "skip_unchanged" BOOLEAN NOT NULL DEFAULT false,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "delivery_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "delivery_run" (
    "id" UUID NOT NULL,
    "delivery_id" UUID NOT NULL,
    "job_id" UUID,
    "state" TEXT NOT NULL DEFAULT 'exporting',
    "file_name" TEXT,
    "bytes" BIGINT,
    "sha256" TEXT,
    "forced" BOOLEAN NOT NULL DEFAULT false,
    "error" JSONB,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "holder" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "delivery_run_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "delivery_attempt" (
    "id" BIGSERIAL NOT NULL,
    "run_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ms" INTEGER NOT NULL,
    "status" INTEGER,
    "answer" TEXT,
    "error" JSONB,

    CONSTRAINT "delivery_attempt_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "delivery_created_by_idx" ON "delivery"("created_by");

CREATE INDEX "delivery_run_delivery_id_created_at_id_idx" ON "delivery_run"("delivery_id", "created_at", "id");

CREATE INDEX "delivery_run_job_id_idx" ON "delivery_run"("job_id");

CREATE INDEX "delivery_run_due_idx" ON "delivery_run"("due_at") WHERE "state" = 'sending';

CREATE INDEX "delivery_attempt_run_id_id_idx" ON "delivery_attempt"("run_id", "id");

ALTER TABLE "delivery" ADD CONSTRAINT "delivery_created_by_fkey" FOREIGN KEY ("created_by") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "delivery_run" ADD CONSTRAINT "delivery_run_delivery_id_fkey" FOREIGN KEY ("delivery_id") REFERENCES "delivery"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "delivery_run" ADD CONSTRAINT "delivery_run_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "job"("id") ON DELETE SET NULL ON UPDATE CASCADE;

ALTER TABLE "delivery_attempt" ADD CONSTRAINT "delivery_attempt_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "delivery_run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The end of an export moves its run on in the same transaction, whatever ended it. So does the deletion of the job. The engine of Prisma ends a
-- statement at each semicolon: within the body it is \x3B.
CREATE FUNCTION "note_delivery_export"() RETURNS trigger LANGUAGE plpgsql AS E'
BEGIN
  UPDATE sheetport.delivery_run
     SET state = CASE WHEN NEW.state::text = ''succeeded'' THEN ''sending'' ELSE ''failed'' END, due_at = now(),
         ended_at = CASE WHEN NEW.state::text <> ''succeeded'' THEN now() END, error = NEW.error
   WHERE job_id = NEW.id AND state = ''exporting''\x3B
  RETURN NULL\x3B
END';

CREATE TRIGGER "delivery_export_noted" AFTER UPDATE OF "state" ON "job" FOR EACH ROW
  WHEN (OLD."state" IS DISTINCT FROM NEW."state" AND NEW."state"::text IN ('succeeded', 'failed', 'cancelled') AND NEW."kind"::text = 'export')
  EXECUTE FUNCTION "note_delivery_export"();

CREATE FUNCTION "end_delivery_run"() RETURNS trigger LANGUAGE plpgsql AS E'
BEGIN
  UPDATE sheetport.delivery_run SET state = ''failed'', ended_at = now() WHERE job_id = OLD.id AND state IN (''exporting'', ''sending'')\x3B
  RETURN OLD\x3B
END';

CREATE TRIGGER "delivery_job_deleted" BEFORE DELETE ON "job" FOR EACH ROW WHEN (OLD."kind"::text = 'export')
  EXECUTE FUNCTION "end_delivery_run"();
