/** What a cluster's clients and service accounts show. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Authority, Identity } from "../world/authority";
import { must } from "../world/command";

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
