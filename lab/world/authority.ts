/** Certificate authorities, and whom they vouch for. */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { provide } from "../build/cache";
import { zone } from "./addresses";
import { must } from "./command";

/** Files of a key and its certificate. */
export interface Identity {
  readonly key: string;
  readonly cert: string;
}

const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
/** Neither a cluster nor a lab lives long. */
const days = 30;

interface AuthorityOptions {
  readonly name: string;
  /** 30 unless told. */
  readonly days?: number;
  /** The only domain that it may vouch for; any without it. */
  readonly domain?: string;
}

/** An authority in a folder of its own. */
export class Authority {
  readonly cert: string;
  readonly key: string;

  constructor(
    private readonly folder: string,
    private readonly options: AuthorityOptions,
  ) {
    this.cert = join(folder, "ca.crt");
    this.key = join(folder, "ca.key");
  }

  /** Makes its key and certificate, unless they are there. */
  async prepare(): Promise<void> {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    if (existsSync(this.cert)) return;
    const { name, days: lifetime = days, domain } = this.options;
    const made = ["-x509", "-days", `${lifetime}`, "-subj", `/CN=${name}`, "-keyout", this.key, "-out", this.cert];
    const limits = domain ? ["-addext", `nameConstraints=critical,permitted;DNS:${domain}`] : [];
    await must(["openssl", "req", ...curve, ...made, ...limits]);
  }

  /** @param groups what RBAC knows as groups, `system:masters` for one who may do everything */
  client(user: string, groups: readonly string[] = []): Promise<Identity> {
    return this.issue(
      user,
      [...groups.map((group) => `/O=${group}`), `/CN=${user}`].join(""),
      "extendedKeyUsage=clientAuth",
    );
  }

  /** @param names as in `DNS:localhost`, `IP:127.0.0.1` @param folder where its files go, when not to the authority's */
  server(name: string, names: readonly string[], folder?: string): Promise<Identity> {
    // etcd's members greet each other with it as well.
    const uses = "extendedKeyUsage=serverAuth,clientAuth";
    return this.issue(name, `/CN=${name}`, `${uses}\nsubjectAltName=${names.join(",")}`, folder);
  }

  private async issue(name: string, subject: string, extensions: string, folder = this.folder): Promise<Identity> {
    const file = (ending: string) => join(folder, `${name.replace(/[^\w.-]/g, "_")}.${ending}`);
    const identity = { key: file("key"), cert: file("crt") };
    if (existsSync(identity.cert)) return identity;
    writeFileSync(file("ext"), extensions);
    await must(["openssl", "req", ...curve, "-subj", subject, "-keyout", identity.key, "-out", file("csr")]);
    // A number of its own for each: openssl's counter is not for several at once.
    const serial = ["-set_serial", `0x${randomBytes(8).toString("hex")}`];
    const signer = ["-CA", this.cert, "-CAkey", this.key, ...serial, "-days", `${days}`];
    await must([
      "openssl",
      "x509",
      "-req",
      "-in",
      file("csr"),
      ...signer,
      "-extfile",
      file("ext"),
      "-out",
      identity.cert,
    ]);
    return identity;
  }
}

/**
 * The authority of all labs of this machine, made first when there is none: the images made here trust it, and nobody
 * else does. It may vouch for the lab's zone only.
 */
export async function labAuthority(): Promise<Authority> {
  const within = (folder: string) => new Authority(folder, { name: "parley-lab", days: 3650, domain: zone });
  const folder = await provide({
    name: "lab-authority-1",
    works: async (folder) => existsSync(within(folder).cert),
    make: (folder) => within(folder).prepare(),
  });
  return within(folder);
}
