/** What stands around the service: DNS, recordings, secrets, the operator's credentials. */
import { isIPv4 } from "node:net";
import { z } from "zod";
import { checked, directory, domainName, host, plainName, port } from "../fields";

const address = z.union([z.literal("dynamic"), z.string()]).refine((value) => value === "dynamic" || isIPv4(value), {
  error: "is neither `dynamic` nor an IPv4 address",
  params: { remedy: "`dynamic` when the provider changes it, else the public address, for example 203.0.113.10" },
});

const dnsCommon = {
  zone: domainName().describe("Zone that holds the name."),
  address: address.describe(
    "Public IPv4 address of the edge: a fixed one, or `dynamic`: the edge host reports its own every 15 minutes.",
  ),
  ttl: z.int().min(60).max(86_400).default(300).describe("Time to live of the record, seconds."),
};

export const dns = z.discriminatedUnion("provider", [
  z.strictObject({
    provider: z.literal("loopia").describe("Loopia's XML-RPC API, and its DynDNS for a dynamic address."),
    ...dnsCommon,
    user: checked(
      (value) => /^[^\s:'"]+$/.test(value),
      "is not a user name",
      "an API user such as parley@loopiaapi, or the DynDNS user when the address is dynamic",
    ).describe("API user (`name@loopiaapi`), or the DynDNS user for a dynamic address."),
    endpoint: checked(
      (value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol),
      "is not the address of an XML-RPC server",
      "leave it out, or for example https://loopia-proxy.example.org/RPCSERV",
    )
      .optional()
      .describe(
        "Address of the XML-RPC API in place of Loopia's own, for a proxy or a test; a dynamic address does not use it. Over plain HTTP the password is readable on the way.",
      ),
  }),
  z.strictObject({
    provider: z.literal("rfc2136").describe("Dynamic update (RFC 2136) with TSIG: BIND, Knot, PowerDNS and others."),
    ...dnsCommon,
    server: host().describe("Primary server of the zone."),
    port: port().default(53).describe("Its port."),
    keyName: plainName("parley").describe("Name of the TSIG key."),
    keyAlgorithm: z
      .enum(["hmac-sha256", "hmac-sha384", "hmac-sha512"])
      .default("hmac-sha256")
      .describe("Algorithm of the TSIG key."),
  }),
  z.strictObject({
    provider: z.literal("manual").describe("You keep the record yourself; Parley prints it."),
    ...dnsCommon,
  }),
]);

export const recording = z.strictObject({
  directory: directory().describe(
    "Where recordings are kept: on the Proxmox node (bound into the container) or on the host. It must belong to user and group 1000, or 101000 on the node of an unprivileged container.",
  ),
  keepDays: z
    .int()
    .min(1)
    .max(3650)
    .optional()
    .describe("Delete recordings older than this many days; kept for ever when left out."),
});

export const secrets = z
  .strictObject({
    rotation: z
      .record(z.string(), z.int().min(1))
      .default({})
      .describe("Raise a secret's number to replace that secret and update what uses it, for example `jvbAuth: 2`."),
  })
  .prefault({});

/** A value that `pulumi config set --secret` wrote. */
const encrypted = z.strictObject({ secure: z.string() });

const credential = (what: string, path: string) =>
  encrypted
    .optional()
    .describe(`${what} Set it with \`pulumi config set --secret --path 'parley:credentials.${path}'\`.`);

export const credentials = z
  .strictObject({
    proxmoxToken: credential("API token of Proxmox, `user@realm!name=uuid`.", "proxmoxToken"),
    proxmoxPassword: credential(
      "Password of root@pam, used in place of the token. Proxmox lets nobody else bind a directory of the node (`recording`, `matrixrtc.synapse`) or set `keyctl`.",
      "proxmoxPassword",
    ),
    sshPrivateKey: credential("Private key for SSH to the service's machine and the edge.", "sshPrivateKey"),
    loopiaPassword: credential("Password of the Loopia user.", "loopiaPassword"),
    tsigSecret: credential("Secret of the TSIG key, base64.", "tsigSecret"),
    keycloakClientSecret: credential(
      "Secret of the Keycloak client named in `login.adminClientId`.",
      "keycloakClientSecret",
    ),
    kubeconfig: credential(
      "Kubeconfig file of the cluster, when `kubernetes.kubeconfig` does not name one.",
      "kubeconfig",
    ),
    jigasiSipPassword: credential("Password of the SIP account.", "jigasiSipPassword"),
    jwtAppSecret: credential(
      "Secret that signs tokens (`login.provider: jwt`), at least 32 characters, when it is not to be made by Parley.",
      "jwtAppSecret",
    ),
  })
  .prefault({});

export type CredentialName = keyof z.infer<typeof credentials>;
