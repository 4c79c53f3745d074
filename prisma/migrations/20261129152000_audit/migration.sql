-- What happened, and who did it. Rows are added, and removed once they are old, but never changed.
CREATE TABLE "audit_event" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "action" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "person_id" TEXT,
    "person_name" TEXT,
    "via" TEXT NOT NULL,
    "via_id" TEXT,
    "address" TEXT,
    "object_kind" TEXT,
    "object_id" TEXT,
    "object_name" TEXT,
    "details" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "audit_event_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "audit_event_outcome_check" CHECK ("outcome" IN ('done', 'refused', 'failed'))
);

CREATE INDEX "audit_event_at_idx" ON "audit_event"("at");

CREATE INDEX "audit_event_person_id_id_idx" ON "audit_event"("person_id", "id");

CREATE INDEX "audit_event_object_id_id_idx" ON "audit_event"("object_id", "id");

-- Only the sweep removes rows, and none of the last day. The engine of Prisma ends a statement at each semicolon: within the body it is \x3B.
CREATE FUNCTION "keep_audit_event"() RETURNS trigger LANGUAGE plpgsql AS E'
BEGIN
  IF TG_OP = ''DELETE'' THEN
    IF current_setting(''sheetport.audit_sweep'', true) = ''on'' AND OLD."at" < now() - interval ''1 day'' THEN
      RETURN OLD\x3B
    END IF\x3B
  END IF\x3B
  RAISE EXCEPTION ''events of the audit trail are neither changed nor removed'' USING ERRCODE = ''insufficient_privilege''\x3B
END';

CREATE TRIGGER "audit_event_kept" BEFORE UPDATE OR DELETE ON "audit_event"
  FOR EACH ROW EXECUTE FUNCTION "keep_audit_event"();

CREATE TRIGGER "audit_event_not_emptied" BEFORE TRUNCATE ON "audit_event"
  FOR EACH STATEMENT EXECUTE FUNCTION "keep_audit_event"();
