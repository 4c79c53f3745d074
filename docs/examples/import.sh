#!/usr/bin/env bash
# Imports a file into a table with curl, waits for the end, and fails where rows were rejected.
#   SHEETPORT_URL=http://127.0.0.1:4000 SHEETPORT_KEY=sp_… ./import.sh orders.csv "Orders by curl"
set -euo pipefail
file=$1 table=$2

call() { curl --silent --show-error --fail-with-body --header "Authorization: Bearer $SHEETPORT_KEY" "$@"; }
# The value of the first field of that name in JSON on the standard input. With jq: jq -r .id
field() { sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p" | head -n 1; }

# {"id":"…", comes first in files and jobs.
id() { sed -n 's/^{"id":"\([^"]*\)".*/\1/p'; }

file_id=$(call --form "file=@$file" "$SHEETPORT_URL/api/files" | id)
until call "$SHEETPORT_URL/api/files/$file_id" | grep -q '"state":"ready"'; do sleep 0.2; done
job_id=$(call --header 'Content-Type: application/json' --header "Idempotency-Key: $file_id" \
  --data "{\"fileId\":\"$file_id\",\"table\":{\"create\":{\"name\":\"$table\"}}}" "$SHEETPORT_URL/api/imports" | id)
while :; do
  job=$(call "$SHEETPORT_URL/api/jobs/$job_id")
  case $job in
    *'"state":"succeeded"'*) break ;;
    *'"state":"failed"'* | *'"state":"cancelled"'*) echo "$job" >&2; exit 1 ;;
  esac
  sleep 0.2
done
echo "inserted $(field inserted <<<"$job"), rejected $(field rejected <<<"$job")"
[ "$(field rejected <<<"$job")" -eq 0 ]
