-- Work that is done by itself at set times, and how long jobs may run.
ALTER TABLE "job" ADD COLUMN "limits" JSONB;

CREATE TABLE "schedule" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "task" JSONB NOT NULL,
    "timing" JSONB NOT NULL,
    "time_zone" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3),
    "ends_at" TIMESTAMPTZ(3),
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "missed" TEXT NOT NULL,
    "retries" INTEGER NOT NULL,
    "limits" JSONB,
    "next_at" TIMESTAMPTZ(3),
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "schedule_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "schedule_run" (
    "id" UUID NOT NULL,
    "schedule_id" UUID NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "manual" BOOLEAN NOT NULL DEFAULT false,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "try_at" TIMESTAMPTZ(3),
    "job_id" UUID,
    "error" JSONB,
    "deleted" INTEGER,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "schedule_run_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "schedule_next_at_idx" ON "schedule"("next_at");

CREATE INDEX "schedule_created_by_idx" ON "schedule"("created_by");

CREATE UNIQUE INDEX "schedule_run_schedule_id_due_at_key" ON "schedule_run"("schedule_id", "due_at");

CREATE INDEX "schedule_run_open_idx" ON "schedule_run"("state", "try_at") WHERE "state" IN ('waiting', 'running');

ALTER TABLE "schedule_run" ADD CONSTRAINT "schedule_run_schedule_id_fkey" FOREIGN KEY ("schedule_id") REFERENCES "schedule"("id") ON DELETE CASCADE ON UPDATE CASCADE;
