#!/bin/sh
# Run once by the Postgres image on an empty data folder: the same roles, database and extensions as
# the embedded server has. Passwords go in on standard input, so that no process list shows them.
set -eu

for value in "$WATTOS_OWNER_PASSWORD" "$WATTOS_APP_PASSWORD"; do
  case $value in
    *[!A-Za-z0-9._-]* | "")
      echo "WATTOS_OWNER_PASSWORD and WATTOS_APP_PASSWORD: letters, digits, . _ - only" >&2
      exit 1
      ;;
  esac
done

{
  printf "\\\\set owner_verifier '%s'\n" "$WATTOS_OWNER_PASSWORD"
  printf "\\\\set app_verifier '%s'\n" "$WATTOS_APP_PASSWORD"
  cat /wattos/prepare.sql
} | psql -X -q -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d postgres -f -
