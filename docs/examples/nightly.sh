#!/usr/bin/env bash
# A nightly import that must notice a failure: each end has an exit code of its own.
#   SHEETPORT_URL=… SHEETPORT_KEY=… ./nightly.sh orders.csv Orders
set -uo pipefail
report=$(sheetport import "$1" --into "$2" --mode upsert --key No --json)
case $? in
  0) echo "all rows are in" ;;
  3) job=$(sed -n 's/.*"job":{"id":"\([^"]*\)".*/\1/p' <<<"$report")
     sheetport rejects "$job" -o "$1.rejects.xlsx" >&2
     echo "some rows were rejected: see $1.rejects.xlsx" >&2
     exit 3 ;;
  4) echo "somebody cancelled it" >&2; exit 4 ;;
  5) echo "refused: $report" >&2; exit 5 ;;
  6) echo "the service does not answer" >&2; exit 6 ;;
  *) echo "failed: $report" >&2; exit 1 ;;
esac
