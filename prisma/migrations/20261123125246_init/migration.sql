-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "sheetport";

-- CreateEnum
CREATE TYPE "file_state" AS ENUM ('received', 'inspecting', 'ready', 'unreadable', 'gone');

-- CreateEnum
CREATE TYPE "job_kind" AS ENUM ('inspect', 'import', 'export', 'undo');

-- CreateEnum
CREATE TYPE "job_state" AS ENUM ('queued', 'running', 'succeeded', 'failed', 'cancelled');

-- CreateTable
CREATE TABLE "file" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "sha256" TEXT NOT NULL,
    "format" TEXT,
    "state" "file_state" NOT NULL DEFAULT 'received',
    "dialect" JSONB,
    "sheets" JSONB,
    "error" JSONB,
    "inspection_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "file_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "table" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "schema" TEXT NOT NULL,
    "physical" TEXT NOT NULL,
    "columns" JSONB NOT NULL,
    "key" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "table_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "job" (
    "id" UUID NOT NULL,
    "kind" "job_kind" NOT NULL,
    "state" "job_state" NOT NULL DEFAULT 'queued',
    "phase" TEXT NOT NULL DEFAULT 'waiting',
    "seq" BIGINT NOT NULL DEFAULT 0,
    "fence" INTEGER NOT NULL DEFAULT 0,
    "fraction" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "fraction_lease" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "rows_done" BIGINT NOT NULL DEFAULT 0,
    "rows_total" BIGINT,
    "rows_per_second" DOUBLE PRECISION,
    "seconds_left" DOUBLE PRECISION,
    "read" BIGINT NOT NULL DEFAULT 0,
    "inserted" BIGINT NOT NULL DEFAULT 0,
    "updated" BIGINT NOT NULL DEFAULT 0,
    "unchanged" BIGINT NOT NULL DEFAULT 0,
    "rejected" BIGINT NOT NULL DEFAULT 0,
    "title" TEXT NOT NULL,
    "spec" JSONB NOT NULL,
    "error" JSONB,
    "result" JSONB,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "file_id" UUID,
    "table_id" UUID,
    "parent_id" UUID,
    "worker" TEXT,
    "cancel_requested_at" TIMESTAMPTZ(3),
    "heartbeat_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "job_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reject" (
    "job_id" UUID NOT NULL,
    "row" INTEGER NOT NULL,
    "cells" JSONB NOT NULL,
    "issues" JSONB NOT NULL,

    CONSTRAINT "reject_pkey" PRIMARY KEY ("job_id","row")
);

-- CreateTable
CREATE TABLE "idempotency_key" (
    "key" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "request" TEXT NOT NULL,
    "job_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("owner","key")
);

-- CreateIndex
CREATE INDEX "file_created_at_id_idx" ON "file"("created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "table_schema_physical_key" ON "table"("schema", "physical");

-- CreateIndex
CREATE INDEX "job_created_at_id_idx" ON "job"("created_at", "id");

-- CreateIndex
CREATE INDEX "job_state_created_at_idx" ON "job"("state", "created_at");

-- CreateIndex
CREATE INDEX "job_table_id_created_at_idx" ON "job"("table_id", "created_at");

-- AddForeignKey
ALTER TABLE "job" ADD CONSTRAINT "job_file_id_fkey" FOREIGN KEY ("file_id") REFERENCES "file"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "job" ADD CONSTRAINT "job_table_id_fkey" FOREIGN KEY ("table_id") REFERENCES "table"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "job" ADD CONSTRAINT "job_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "job"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reject" ADD CONSTRAINT "reject_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "job"("id") ON DELETE CASCADE ON UPDATE CASCADE;
