/** PostgreSQL, the homeserver's database. Source: docker-library/postgres 17/trixie, Synapse's docs/postgres.md. */
import type { WithOwnHomeserver } from "../../../settings/homeserver";
import { hardened, probe } from "../../defaults";
import type { Service } from "../../model";
import { secret, text } from "../../value";
import { imageOf } from "../common";
import { database, dataOf, secretNames, users } from "./common";

const paths = {
  volume: "/var/lib/postgresql/data",
  /** Below the volume, whose own folder belongs to whoever made it; PostgreSQL wants one that is its own. */
  data: "/var/lib/postgresql/data/pgdata",
  start: "/etc/parley/start.sh",
  access: "/etc/parley/pg_hba.conf",
  password: "/etc/parley/password",
  setPassword: "/etc/parley/password.sql",
} as const;

export const postgres = (settings: WithOwnHomeserver): Service => ({
  ...hardened,
  name: database.host,
  title: "Database of the homeserver",
  image: imageOf(settings, "postgres"),
  command: ["sh", paths.start],
  env: {
    PGDATA: paths.data,
    POSTGRES_DB: database.name,
    // Synapse refuses any other locale.
    POSTGRES_INITDB_ARGS: "--encoding=UTF8 --locale=C --data-checksums",
    POSTGRES_PASSWORD_FILE: paths.password,
    POSTGRES_USER: database.user,
  },
  files: [
    { path: paths.start, content: startScript(settings) },
    { path: paths.access, content: access },
    { path: paths.password, content: secret(secretNames.database) },
    {
      path: paths.setPassword,
      content: text`ALTER ROLE ${database.user} PASSWORD '${secret(secretNames.database)}'\n`,
    },
  ],
  ports: [{ name: "postgres", port: database.port, protocol: "tcp", reach: "internal" }],
  volumes: [
    {
      path: paths.volume,
      ...dataOf(settings, "postgres"),
      // A new database: 40 MiB, and its log of changes.
      trialMiB: 256,
    },
  ],
  tmpfs: [
    { path: "/tmp", sizeMiB: 16, mode: "1777", exec: false },
    { path: "/var/run/postgresql", sizeMiB: 1, mode: "0755", exec: false },
  ],
  // By TCP: while the image sets up a new database, a server listens on the socket alone.
  probe: probe({ exec: ["pg_isready", "-q", "-h", "127.0.0.1", "-U", database.user, "-d", database.name] }, 60),
  resources: {
    cpus: 2,
    memoryMiB: settings.matrixrtc.synapse.databaseMemory,
    reserve: { cpus: 0.1, memoryMiB: 128 },
    pids: 256,
  },
  user: users.postgres,
  single: true,
  after: [],
  // SIGINT is its "fast" shutdown: nobody is waited for, and everything is written.
  stop: { graceSeconds: 60, signal: "SIGINT" },
  trial: { with: [] },
});

/** Synapse alone, by its password; whoever is in the container already needs none. */
const access = `local all all trust
host all all 127.0.0.1/32 trust
host ${database.name} ${database.user} all scram-sha-256
`;

/**
 * The image sets the password when it makes the database, and never again. Here it is set at every start, while PostgreSQL
 * is alone with its data: a rotated one holds, and one of a later deployment that finds the data. An error would repeat
 * the statement in the log, hence the setting. A first start that was broken off may have left no database.
 *
 * After a crash, `postmaster.pid` names process 1, which is this script now: PostgreSQL passes over its own parent alone, so
 * the first call is no part of a pipeline.
 */
const startScript = ({ matrixrtc }: WithOwnHomeserver): string => `#!/bin/sh
set -eu
alone() { postgres --single -D "$PGDATA" -c log_min_error_statement=panic postgres; }
if [ -s "$PGDATA/PG_VERSION" ]; then
  # A cluster may have opened what is in a volume to the pod's group, and PostgreSQL refuses that.
  chmod 700 "$PGDATA"
  alone < ${paths.setPassword} > /dev/null
  found=$(echo "SELECT datname FROM pg_database WHERE datname = '${database.name}'" | alone)
  case $found in
    *'"${database.name}"'*) ;;
    *) echo 'CREATE DATABASE ${database.name}' | alone > /dev/null ;;
  esac
fi
exec docker-entrypoint.sh postgres -c hba_file=${paths.access} -c shared_buffers=${Math.floor(matrixrtc.synapse.databaseMemory / 4)}MB
`;
