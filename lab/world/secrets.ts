/** Keys and passwords of a lab: made once, kept as long as it is there. */
import { randomBytes, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { must } from "./command";
import type { Places } from "./places";

export interface Secrets {
  /** What `parley:sshKeys` gets. */
  readonly sshPublicKey: string;
  readonly sshPrivateKey: string;
  readonly sshPrivateKeyFile: string;
  /** The password of root@pam. */
  readonly pvePassword: string;
  /** `user@realm!name=uuid`, as the provider takes it. */
  readonly pveToken: string;
  /** Base64. */
  readonly tsigSecret: string;
  readonly loopia: { readonly user: string; readonly password: string };
}

/** The secrets of a lab that is there. */
export function readSecrets({ secrets }: Places): Secrets {
  const key = join(secrets, "ssh");
  const drawn = JSON.parse(readFileSync(join(secrets, "secrets.json"), "utf8")) as Drawn;
  return {
    ...drawn,
    sshPrivateKeyFile: key,
    sshPrivateKey: readFileSync(key, "utf8"),
    sshPublicKey: readFileSync(`${key}.pub`, "utf8").trim(),
  };
}

/** The lab's secrets, drawn first when there are none, with the certificate of its Proxmox API. */
export async function provideSecrets(places: Places): Promise<Secrets> {
  const { secrets } = places;
  mkdirSync(secrets, { recursive: true, mode: 0o700 });
  const key = join(secrets, "ssh");
  if (!existsSync(key)) await must(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "operator@lab", "-f", key]);
  const certificate = certificateFiles(places);
  if (!existsSync(certificate.cert)) {
    const subject = ["-subj", "/CN=pve", "-days", "30"];
    const files = ["-keyout", certificate.key, "-out", certificate.cert];
    await must(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", ...subject, ...files]);
  }
  const file = join(secrets, "secrets.json");
  if (!existsSync(file)) writeFileSync(file, JSON.stringify(draw()), { mode: 0o600 });
  return readSecrets(places);
}

export const certificateFiles = ({ secrets }: Places) => ({
  key: join(secrets, "pve.key"),
  cert: join(secrets, "pve.crt"),
});

type Drawn = ReturnType<typeof draw>;

const draw = () => ({
  pvePassword: randomBytes(12).toString("base64url"),
  pveToken: `root@pam!lab=${randomUUID()}`,
  tsigSecret: randomBytes(32).toString("base64"),
  loopia: { user: "parley@loopiaapi", password: randomBytes(12).toString("base64url") },
});
