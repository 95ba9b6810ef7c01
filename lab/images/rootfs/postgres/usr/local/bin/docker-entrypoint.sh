#!/bin/bash
# The part of the real image's script that the lab needs: makes a database in an empty directory, then runs what it is told.
set -eu

# value NAME [DEFAULT]: of a variable, or of the file that NAME_FILE names.
value() {
  local file="$1_FILE"
  if [ -n "${!1:-}" ] && [ -n "${!file:-}" ]; then
    echo "error: both $1 and $file are set (but are exclusive)" >&2
    exit 1
  fi
  if [ -n "${!file:-}" ]; then cat "${!file}"; else echo "${!1:-${2:-}}"; fi
}

[ "${1#-}" = "$1" ] || set -- postgres "$@"

if [ "$1" = postgres ] && [ "$(id -u)" = 0 ]; then
  mkdir -p "$PGDATA" /var/run/postgresql
  chown -R postgres "$PGDATA" /var/run/postgresql
  exec gosu postgres "$0" "$@"
fi

if [ "$1" = postgres ] && [ ! -s "$PGDATA/PG_VERSION" ]; then
  password=$(value POSTGRES_PASSWORD)
  user=$(value POSTGRES_USER postgres)
  name=$(value POSTGRES_DB "$user")
  method=${POSTGRES_HOST_AUTH_METHOD:-}
  if [ -z "$password" ] && [ "$method" != trust ]; then
    echo 'Error: Database is uninitialized and superuser password is not specified.' >&2
    exit 1
  fi
  mkdir -p "$PGDATA"
  chmod 700 "$PGDATA"
  # Words, as in the real one.
  eval "initdb --username='$user' --pwfile=<(echo '$password') $(value POSTGRES_INITDB_ARGS)"
  echo "host all all all ${method:-scram-sha-256}" >> "$PGDATA/pg_hba.conf"
  pg_ctl -D "$PGDATA" -o "-c listen_addresses='' -p 5432" -w start
  [ "$name" = postgres ] || psql -v ON_ERROR_STOP=1 --no-password --username "$user" --dbname postgres \
    --set name="$name" <<< 'CREATE DATABASE :"name"'
  for file in /docker-entrypoint-initdb.d/*.sql; do
    [ ! -f "$file" ] || psql -v ON_ERROR_STOP=1 --username "$user" --dbname "$name" -f "$file"
  done
  pg_ctl -D "$PGDATA" -m fast -w stop
fi

exec "$@"
