/** Where a lab is on the machine: everything it makes carries its name, so that whatever is left can be found by it. */
import { join } from "node:path";
import { UserError } from "../../cli/userError";

export interface Places {
  readonly name: string;
  /** Network namespaces: the operator's (which is the Proxmox node's as well), a client's, and the internet's servers. */
  readonly namespaces: { readonly operator: string; readonly client: string; readonly internet: string };
  /** Everything the lab keeps on disk. Containers' users, who are nobody here, have to get through to it. */
  readonly folder: string;
  /** What it needs to remember: which processes it started. */
  readonly state: string;
  readonly secrets: string;
  readonly logs: string;
  /** LXC's own folder: a container's configuration, and where its root is mounted. */
  readonly lxc: string;
  /** The Proxmox storage `local`. */
  readonly storage: string;
  /** What the internet's web server serves. */
  readonly web: string;
  /** What /etc/resolv.conf says to programs in the lab's namespaces. */
  readonly resolver: string;
}

/** What processes that stay need of it. */
export type Ground = Pick<Places, "folder" | "state" | "secrets" | "logs">;

/** Above the folders of all labs. */
export const labsFolder = "/var/lib/parley-lab";

/** The lab that PARLEY_LAB_NAME names. */
export function places(name = process.env.PARLEY_LAB_NAME || "parley-lab"): Places {
  // A lab's other namespaces end like this: two labs must not share one.
  if (!/^[a-z][a-z0-9-]{1,30}$/.test(name) || /-(client|internet)$/.test(name)) {
    throw new UserError(
      `PARLEY_LAB_NAME is "${name}": it has to be a small letter, then small letters, digits and dashes, and must not end with -client or -internet.`,
    );
  }
  const folder = join(labsFolder, name);
  return {
    name,
    namespaces: { operator: name, client: `${name}-client`, internet: `${name}-internet` },
    folder,
    state: join(folder, "state.json"),
    secrets: join(folder, "secrets"),
    logs: join(folder, "log"),
    lxc: join(folder, "lxc"),
    storage: join(folder, "storage"),
    web: join(folder, "web"),
    resolver: join(folder, "resolv.conf"),
  };
}

/** Path of a network namespace, as `ip netns` keeps it. */
export const namespaceFile = (namespace: string): string => `/run/netns/${namespace}`;
