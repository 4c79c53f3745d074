-- The order in which the jobs that wait in a lane run: fair turns of those who sent them, by priority.
ALTER TABLE "job" ADD COLUMN "priority" TEXT NOT NULL DEFAULT 'normal',
ADD COLUMN "turn" INTEGER NOT NULL DEFAULT 0;

CREATE TABLE "job_turn" (
    "lane" TEXT NOT NULL,
    "sender" TEXT NOT NULL,
    "priority" TEXT NOT NULL,
    "last_turn" INTEGER NOT NULL,

    CONSTRAINT "job_turn_pkey" PRIMARY KEY ("lane","sender","priority")
);

-- Where the lane is, when nothing runs in it.
CREATE INDEX "job_first_turn_idx" ON "job"("lane", "turn") WHERE "state" = 'queued';
