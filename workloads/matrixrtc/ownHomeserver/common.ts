/** What the services of a homeserver of Parley's own have to agree on. */
import { homeserverDirectory, homeserverMount, type WithOwnHomeserver } from "../../../settings/homeserver";
import type { SecretSpec, User, Volume } from "../../model";

/** PostgreSQL, by the names that Synapse knows it under. */
export const database = { host: "postgres", port: 5432, name: "synapse", user: "synapse" } as const;

/** Both images' own users: start.py of Synapse's, and the Dockerfile of PostgreSQL's. */
export const users = {
  synapse: { uid: 991, gid: 991 },
  postgres: { uid: 999, gid: 999 },
} as const satisfies Record<string, User>;

/** Volumes of a cluster, by service. */
export const volumes = { postgres: "homeserver-database", synapse: "homeserver-files" } as const;

/** Where a service's data is: in a directory of its own below the operator's, or in a volume of the cluster. */
export function dataOf(settings: WithOwnHomeserver, service: keyof typeof volumes): Pick<Volume, "source" | "owner"> {
  if (settings.platform === "kubernetes") return { source: { volume: volumes[service] } };
  const directory = settings.platform === "proxmox" ? homeserverMount : homeserverDirectory(settings);
  if (directory === undefined) throw new Error("the homeserver has no directory, which the settings' checks refuse");
  return { source: { directory: `${directory}/${service}` }, owner: users[service] };
}

export const secretNames = {
  database: "homeserverDatabase",
  registration: "homeserverRegistration",
  macaroon: "homeserverMacaroon",
  form: "homeserverForm",
} as const;

export const secrets: readonly SecretSpec[] = [
  { name: secretNames.database, title: "password of the homeserver's database", length: 48 },
  { name: secretNames.registration, title: "makes users of the homeserver", length: 48 },
  { name: secretNames.macaroon, title: "signs the homeserver's short-lived tokens", length: 48 },
  { name: secretNames.form, title: "signs the homeserver's forms", length: 48 },
];
