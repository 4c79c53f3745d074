-- Whom an invitation is for, by e-mail address.
ALTER TABLE "access_link" ADD COLUMN "email" TEXT;
