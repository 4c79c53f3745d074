#!/bin/sh
# Restore what backup.sh made, into a new database and an empty DATA_DIR or bucket, before servers and workers start:
#   DATABASE_URL=… [DATA_DIR=… | S3_BUCKET=…] deploy/restore.sh /backups/sheetport
# It needs psql and pg_restore; name other commands in PSQL and PG_RESTORE. A backup of an earlier version: run `npm run migrate` afterwards.
set -eu
directory=${1:?name the directory with the backup}
cd "$(dirname "$0")/.."

there=$(${PSQL:-psql} --no-psqlrc --tuples-only --no-align --command "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'sheetport%'" "$DATABASE_URL")
if [ "$there" != 0 ]; then
  echo 'This database has a Sheetport in it. Make a new one (createdb), name it in DATABASE_URL, and restore into that.' >&2
  exit 1
fi
${PG_RESTORE:-pg_restore} --no-owner --exit-on-error --single-transaction --dbname="$DATABASE_URL" <"$directory/database.dump"
# Imports of before stay; they can no longer be undone, because the rows have other transactions now.
${PSQL:-psql} --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --command \
  "UPDATE sheetport.job SET continuation_state = continuation_state - 'undo' WHERE continuation_state ? 'undo'" "$DATABASE_URL"
node launch/dist/copy-files.js load "$directory"
echo 'Restored. Start the servers and workers; jobs that ran or waited are run.'
