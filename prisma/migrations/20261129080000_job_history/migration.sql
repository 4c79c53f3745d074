-- What jobs took, step by step, so that the next ones can be told how long they will.
CREATE TABLE "job_history" (
    "job_name" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "steps" JSONB NOT NULL,
    "seen_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "job_history_pkey" PRIMARY KEY ("job_name", "size")
);

CREATE INDEX "job_history_seen_at_idx" ON "job_history"("seen_at");
