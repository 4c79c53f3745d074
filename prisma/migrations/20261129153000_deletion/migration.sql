-- Objects in the storage whose records were deleted: they go at once, or with the janitor where that was interrupted.
CREATE TABLE "removal" (
    "key" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "removal_pkey" PRIMARY KEY ("key")
);
