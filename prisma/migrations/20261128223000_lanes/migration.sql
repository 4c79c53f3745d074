-- The lane that a job waits in, how many jobs of each lane a worker runs, what it did and needs, and what the owner has set of a lane.
ALTER TABLE "job" ADD COLUMN "lane" TEXT;

ALTER TABLE "worker" ADD COLUMN "slots" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN "totals" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN "memory_bytes" BIGINT NOT NULL DEFAULT 0;

CREATE TABLE "lane_setting" (
    "lane" TEXT NOT NULL,
    "paused" BOOLEAN NOT NULL DEFAULT false,
    "concurrency" INTEGER,

    CONSTRAINT "lane_setting_pkey" PRIMARY KEY ("lane")
);
