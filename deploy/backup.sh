#!/bin/sh
# Back up the database and the files of people into a directory, while the service works:
#   DATABASE_URL=… [DATA_DIR=… | S3_BUCKET=… and the settings beside it] deploy/backup.sh /backups/sheetport
# Run it from a built clone. It needs pg_dump of the server's version or a newer one; name another command in PG_DUMP, as
#   PG_DUMP='docker compose -f deploy/docker/compose.yaml exec -T postgres pg_dump' (with a DATABASE_URL that is right in there).
# Run again into the same directory, it copies only files that are new. Files that the service has removed since stay in it.
set -eu
directory=${1:?name the directory that takes the backup}
cd "$(dirname "$0")/.."
umask 077
mkdir -p "$directory"

# The database first: then each of its records has its file. What is in the queue is found again in the records, and what undoing takes
# refers to transactions and tables of this very database.
${PG_DUMP:-pg_dump} --format=custom --no-owner --exclude-schema=sheetport_queue --exclude-table='sheetport_work.*' \
  "$DATABASE_URL" >"$directory/database.dump.new"
mv "$directory/database.dump.new" "$directory/database.dump"
node launch/dist/copy-files.js save "$directory"
echo "Backed up into $directory."
