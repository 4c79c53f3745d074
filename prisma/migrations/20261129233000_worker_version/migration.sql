-- Which version of the service a worker runs.
ALTER TABLE "worker" ADD COLUMN "version" TEXT;
