-- Jobs that change rows of a table.
ALTER TYPE "job_kind" ADD VALUE IF NOT EXISTS 'edit';
