-- Feeds and deliveries of folders of other systems: S3 and SFTP.
ALTER TABLE "delivery" ADD COLUMN "secret" TEXT;

ALTER TABLE "feed" ADD COLUMN "secret" TEXT;
