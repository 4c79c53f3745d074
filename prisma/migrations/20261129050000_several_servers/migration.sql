-- What several servers must agree on: sessions that were ended, attempts of callers, and who writes an upload.
CREATE TABLE "ended_session" (
    "id" TEXT NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ended_session_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "attempt" (
    "caller" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "count" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "attempt_pkey" PRIMARY KEY ("caller")
);

CREATE TABLE "upload_lock" (
    "id" UUID NOT NULL,
    "holder" UUID NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "wanted" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "upload_lock_pkey" PRIMARY KEY ("id")
);
