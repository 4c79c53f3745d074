-- Addresses that are told of what happens, and what they are told.
CREATE TABLE "webhook" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "events" TEXT[],
    "table_ids" UUID[] DEFAULT ARRAY[]::UUID[],
    "secret" TEXT NOT NULL,
    "earlier_secret" TEXT,
    "earlier_until" TIMESTAMPTZ(3),
    "off_reason" TEXT,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "webhook_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "webhook_message" (
    "id" UUID NOT NULL,
    "webhook_id" UUID NOT NULL,
    "event" TEXT NOT NULL,
    "job_id" UUID,
    "file_id" UUID,
    "body" TEXT,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "holder" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_message_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "webhook_attempt" (
    "id" BIGSERIAL NOT NULL,
    "message_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ms" INTEGER NOT NULL,
    "status" INTEGER,
    "answer" TEXT,
    "error" JSONB,

    CONSTRAINT "webhook_attempt_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "webhook_created_by_idx" ON "webhook"("created_by");

CREATE INDEX "webhook_message_webhook_id_created_at_id_idx" ON "webhook_message"("webhook_id", "created_at", "id");

CREATE INDEX "webhook_message_job_id_idx" ON "webhook_message"("job_id");

CREATE INDEX "webhook_message_file_id_idx" ON "webhook_message"("file_id");

CREATE INDEX "webhook_message_due_idx" ON "webhook_message"("due_at") WHERE "state" = 'waiting';

CREATE INDEX "webhook_attempt_message_id_id_idx" ON "webhook_attempt"("message_id", "id");

ALTER TABLE "webhook" ADD CONSTRAINT "webhook_created_by_fkey" FOREIGN KEY ("created_by") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "webhook_message" ADD CONSTRAINT "webhook_message_webhook_id_fkey" FOREIGN KEY ("webhook_id") REFERENCES "webhook"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "webhook_message" ADD CONSTRAINT "webhook_message_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "job"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "webhook_message" ADD CONSTRAINT "webhook_message_file_id_fkey" FOREIGN KEY ("file_id") REFERENCES "file"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "webhook_attempt" ADD CONSTRAINT "webhook_attempt_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "webhook_message"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Whatever ends a job, of whichever version, notes the messages in the same transaction: they are kept with the end, or neither is. Dry runs
-- change nothing and are no events. Inspections are told of as what became of their file. The engine of Prisma ends a statement at each
-- semicolon: within the body it is \x3B. Jobs run with a search path of their own: the schema is named.
CREATE FUNCTION "note_job_end"() RETURNS trigger LANGUAGE plpgsql AS E'
BEGIN
  INSERT INTO sheetport.webhook_message (id, webhook_id, event, job_id)
  SELECT gen_random_uuid(), w.id, NEW.kind::text || ''.'' || NEW.state::text, NEW.id
    FROM sheetport.webhook w
   WHERE w.off_reason IS NULL AND NEW.kind::text || ''.'' || NEW.state::text = ANY (w.events)
     AND (cardinality(w.table_ids) = 0 OR NEW.table_id = ANY (w.table_ids))\x3B
  RETURN NULL\x3B
END';

CREATE TRIGGER "job_end_noted" AFTER UPDATE OF "state" ON "job" FOR EACH ROW
  WHEN (OLD."state" IS DISTINCT FROM NEW."state" AND NEW."state"::text IN ('succeeded', 'failed', 'cancelled')
    AND NEW."kind"::text <> 'inspect' AND coalesce(NEW."spec" ->> 'dryRun', '') <> 'true')
  EXECUTE FUNCTION "note_job_end"();

CREATE FUNCTION "note_file_state"() RETURNS trigger LANGUAGE plpgsql AS E'
BEGIN
  INSERT INTO sheetport.webhook_message (id, webhook_id, event, file_id)
  SELECT gen_random_uuid(), w.id, ''file.'' || NEW.state::text, NEW.id
    FROM sheetport.webhook w
   WHERE w.off_reason IS NULL AND ''file.'' || NEW.state::text = ANY (w.events) AND cardinality(w.table_ids) = 0\x3B
  RETURN NULL\x3B
END';

CREATE TRIGGER "file_state_noted" AFTER UPDATE OF "state" ON "file" FOR EACH ROW
  WHEN (OLD."state" IS DISTINCT FROM NEW."state" AND NEW."state"::text IN ('ready', 'unreadable'))
  EXECUTE FUNCTION "note_file_state"();
