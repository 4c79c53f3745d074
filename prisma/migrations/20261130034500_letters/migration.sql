-- Letters to people that workers send.
CREATE TABLE "letter" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "job_id" UUID,
    "webhook_id" UUID,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "holder" UUID,
    "error" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "letter_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "letter_job_id_person_id_key" ON "letter"("job_id", "person_id");

CREATE INDEX "letter_person_id_idx" ON "letter"("person_id");

CREATE INDEX "letter_webhook_id_idx" ON "letter"("webhook_id");

CREATE INDEX "letter_due_idx" ON "letter"("due_at") WHERE "ended_at" IS NULL;

ALTER TABLE "letter" ADD CONSTRAINT "letter_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "letter" ADD CONSTRAINT "letter_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "job"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "letter" ADD CONSTRAINT "letter_webhook_id_fkey" FOREIGN KEY ("webhook_id") REFERENCES "webhook"("id") ON DELETE CASCADE ON UPDATE CASCADE;
