/** A real Synapse on the lab's internet side, with names in the lab's zone and HTTPS by the lab's authority. */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { labAuthority } from "../world/authority";
import { provideDaemon } from "../world/daemons";
import type { Places } from "../world/places";
import { nsupdate } from "../world/records";
import { eventually } from "../world/wait";
import type { World } from "../world/world";
import { configOf, type HomeserverName, logConfig } from "./config";
import { synapsePython } from "./install";
import { MatrixApi } from "./matrixApi";

export interface HomeserverOptions extends HomeserverName {
  /** Of its own, on the internet side. */
  readonly address: string;
  /** What its operator was told to add to homeserver.yaml. */
  readonly added?: string;
  /** Which names lead to it: both, unless somebody else serves one of them. */
  readonly records?: readonly string[];
  /** What its operator was told to serve as /.well-known/matrix/client. */
  readonly wellKnown?: Readonly<Record<string, unknown>>;
}

/** Where everything of a homeserver is. */
export const homeserverFolder = ({ folder }: Places, name: string): string => join(folder, "homeservers", name);

/** Starts it, or starts it anew when it has to say something else; its users stay. It goes when the lab goes. */
export async function startHomeserver(world: World, options: HomeserverOptions): Promise<MatrixApi> {
  const { places } = world;
  const { name, host, address, added, wellKnown = {}, records = [...new Set([name, host])] } = options;
  const python = await synapsePython();
  const authority = await labAuthority();
  const identity = await authority.server(name, [`DNS:${name}`, `DNS:${host}`], places.secrets);
  const folder = homeserverFolder(places, name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });

  await world.addInternetAddress(address);
  await nsupdate(world, records.map((one) => `update add ${one} 60 A ${address}`).join("\n"));

  const registrationSecret = secretIn(join(folder, "registration"));
  const files = {
    "homeserver.yaml": configOf({ name, host, address, folder, identity, registrationSecret, wellKnown }),
    // A file of its own: Synapse reads it as if it were part of the first one.
    "added.yaml": added ?? "{}\n",
    "log.yaml": logConfig,
  };
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text, { mode: 0o600 });
  const synapse = `'${python}' -m synapse.app.homeserver -c homeserver.yaml -c added.yaml`;
  await provideDaemon(places, {
    name: `synapse-${name}`,
    enter: world.prefix("internet"),
    argv: ["sh", "-c", `cd '${folder}' && ${synapse} --generate-keys && exec ${synapse}`],
    made: JSON.stringify(files),
  });
  const api = new MatrixApi(world, { name, host }, authority.cert, registrationSecret);
  await eventually(`the homeserver ${name}`, async () => ((await api.answers()) ? true : undefined));
  return api;
}

/** Drawn once. */
function secretIn(file: string): string {
  if (!existsSync(file)) writeFileSync(file, randomBytes(16).toString("hex"), { mode: 0o600 });
  return readFileSync(file, "utf8");
}
