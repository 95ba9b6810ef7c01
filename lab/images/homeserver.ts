/**
 * A homeserver's images: the real Synapse from PyPI and Debian's real PostgreSQL, with start scripts of the lab's own.
 * Contract: element-hq/synapse docker/Dockerfile and docker/start.py; docker-library/postgres 17/trixie.
 */
import { synapseLayer } from "../synapse/layer";
import type { DebianRecipe } from "./debian";
import { type Image, imageOf, path, realLabels } from "./image";
import { type Layer, type LayerEntry, layerOf } from "./layer";
import { referenceOf } from "./names";

const major = 17;
const owner = { uid: 999, gid: 999 };

/** Below both. */
export const homeserverDebian: DebianRecipe = {
  name: "homeserver-debian-1",
  packages: ["ca-certificates", "curl", "gosu", "locales", `postgresql-${major}`, "python3"],
  title: "the homeserver images' Debian",
  commands: [
    ["groupmod", "--gid", String(owner.gid), "postgres"],
    ["usermod", "--uid", String(owner.uid), "--home", "/var/lib/postgresql", "postgres"],
    // Debian's wrappers are Perl: without them, the programs themselves are found.
    ["find", "/usr/bin", "-lname", "*pg_wrapper", "-delete"],
    ["localedef", "-i", "en_US", "-f", "UTF-8", "en_US.UTF-8"],
    [
      "sed",
      "-i",
      "s/^#listen_addresses = 'localhost'/listen_addresses = '*'/",
      `/usr/share/postgresql/${major}/postgresql.conf.sample`,
    ],
  ],
  // Without its compiler, PostgreSQL compiles nothing.
  left: [
    "./usr/lib/*/libLLVM*",
    "./usr/lib/postgresql/*/lib/bitcode",
    "./usr/lib/postgresql/*/lib/llvmjit*",
    "./run/postgresql",
    "./var/lib/postgresql/*",
  ],
};

type Folder = (name: string) => Promise<Layer>;
type Debian = () => Promise<Layer>;

export async function makeSynapse(debian: Debian, folder: Folder): Promise<Image> {
  const python: LayerEntry = { path: "usr/local/bin/python", what: { link: "/usr/bin/python3" }, mode: 0o777 };
  return imageOf(
    referenceOf("synapse"),
    [await debian(), await synapseLayer(), await folder("synapse"), await layerOf([python])],
    {
      Env: [path],
      Entrypoint: ["/start.py"],
      ExposedPorts: { "8008/tcp": {}, "8009/tcp": {}, "8448/tcp": {} },
      Healthcheck: {
        Test: ["CMD-SHELL", "curl -fSs http://localhost:8008/health || exit 1"],
        Interval: 15_000_000_000,
        Timeout: 5_000_000_000,
        Retries: 3,
      },
    },
    realLabels("The real Synapse, from PyPI"),
  );
}

export async function makePostgres(debian: Debian, folder: Folder): Promise<Image> {
  const directory = (name: string, mode: number): LayerEntry => ({
    path: name,
    what: { directory: true },
    mode,
    owner,
  });
  return imageOf(
    referenceOf("postgres"),
    [
      await debian(),
      await folder("postgres"),
      await layerOf([
        directory("var/lib/postgresql", 0o1777),
        directory("var/lib/postgresql/data", 0o1777),
        directory("run/postgresql", 0o3777),
        directory("docker-entrypoint-initdb.d", 0o755),
      ]),
    ],
    {
      Env: [
        `${path}:/usr/lib/postgresql/${major}/bin`,
        "LANG=en_US.utf8",
        `PG_MAJOR=${major}`,
        "PGDATA=/var/lib/postgresql/data",
      ],
      Entrypoint: ["docker-entrypoint.sh"],
      Cmd: ["postgres"],
      StopSignal: "SIGINT",
      Volumes: { "/var/lib/postgresql/data": {} },
      ExposedPorts: { "5432/tcp": {} },
    },
    realLabels("Debian's real PostgreSQL"),
  );
}
