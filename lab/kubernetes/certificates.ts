/** A cluster's own certificate authority, and whom it vouches for. */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { must } from "../world/command";

/** Files of a key and its certificate. */
export interface Identity {
  readonly key: string;
  readonly cert: string;
}

const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
/** A cluster does not live long. */
const days = "30";

/** Somebody with a certificate of the authority in the folder, which is made first when there is none. */
export class Authority {
  readonly cert: string;
  private readonly key: string;

  constructor(private readonly folder: string) {
    this.cert = join(folder, "ca.crt");
    this.key = join(folder, "ca.key");
  }

  async prepare(): Promise<void> {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    if (existsSync(this.cert)) return;
    const made = ["-x509", "-days", days, "-subj", "/CN=parley-lab-cluster", "-keyout", this.key, "-out", this.cert];
    await must(["openssl", "req", ...curve, ...made]);
  }

  /** @param groups what RBAC knows as groups, `system:masters` for one who may do everything */
  client(user: string, groups: readonly string[] = []): Promise<Identity> {
    return this.issue(
      user,
      [...groups.map((group) => `/O=${group}`), `/CN=${user}`].join(""),
      "extendedKeyUsage=clientAuth",
    );
  }

  /** @param names as in `DNS:localhost`, `IP:127.0.0.1` */
  server(name: string, names: readonly string[]): Promise<Identity> {
    // etcd's members greet each other with it as well.
    const uses = "extendedKeyUsage=serverAuth,clientAuth";
    return this.issue(name, `/CN=${name}`, `${uses}\nsubjectAltName=${names.join(",")}`);
  }

  private async issue(name: string, subject: string, extensions: string): Promise<Identity> {
    const file = (ending: string) => join(this.folder, `${name.replace(/[^\w.-]/g, "_")}.${ending}`);
    const identity = { key: file("key"), cert: file("crt") };
    if (existsSync(identity.cert)) return identity;
    writeFileSync(file("ext"), extensions);
    await must(["openssl", "req", ...curve, "-subj", subject, "-keyout", identity.key, "-out", file("csr")]);
    // A number of its own for each: openssl's counter is not for several at once.
    const serial = ["-set_serial", `0x${randomBytes(8).toString("hex")}`];
    const signer = ["-CA", this.cert, "-CAkey", this.key, ...serial, "-days", days];
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

/** The key that the tokens of service accounts are signed with. */
export async function tokenKey(folder: string): Promise<string> {
  const file = join(folder, "service-accounts.key");
  if (!existsSync(file)) await must(["openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", file]);
  return file;
}

/** A kubeconfig that needs no other file. */
export function kubeconfig(server: string, authority: Authority, identity: Identity, namespace = "default"): string {
  const base64 = (file: string) => readFileSync(file).toString("base64");
  const context = { cluster: "parley-lab", user: "parley-lab", namespace };
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "parley-lab", cluster: { server, "certificate-authority-data": base64(authority.cert) } }],
    users: [
      {
        name: "parley-lab",
        user: { "client-certificate-data": base64(identity.cert), "client-key-data": base64(identity.key) },
      },
    ],
    contexts: [{ name: "parley-lab", context }],
    "current-context": "parley-lab",
  });
}
