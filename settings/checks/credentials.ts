/** The operator's own secrets: which are needed for what. */
import type { Problem } from "../problems";
import type { RawSettings } from "../schema";
import type { CredentialName } from "../sections/surroundings";
import { edgeHasWork } from "../settings";
import { type CrossCheck, problem } from "./crossCheck";

/** Settings before or after the other service's section was taken away. */
type Asking = Omit<RawSettings, "jitsi"> & Partial<Pick<RawSettings, "jitsi">>;

/** Which credential which settings need. */
const needs = (settings: Asking): [CredentialName, boolean, string][] => {
  const { service, platform, host, edge, dns, login, jitsi, matrixrtc, proxmox, recording, credentials } = settings;
  const binds = recording !== undefined || (service === "matrixrtc" && matrixrtc?.synapse !== undefined);
  const remote =
    (platform === "host" && host?.address !== "localhost") ||
    platform === "proxmox" ||
    (edgeHasWork(settings) && edge?.host !== "localhost");
  const asRoot = platform === "proxmox" && (binds || proxmox?.keyctl === true);
  return [
    ["proxmoxToken", platform === "proxmox" && !asRoot && !credentials.proxmoxPassword, "`platform: proxmox`"],
    [
      "proxmoxPassword",
      asRoot,
      "binding a directory of the node (recordings, a homeserver's data) or `keyctl`, which Proxmox allows to root@pam only,",
    ],
    ["sshPrivateKey", Boolean(remote), "SSH to the service's machine and the edge"],
    ["loopiaPassword", dns?.provider === "loopia", "`dns.provider: loopia`"],
    ["tsigSecret", dns?.provider === "rfc2136", "`dns.provider: rfc2136`"],
    ["keycloakClientSecret", login?.provider === "keycloak", "`login.provider: keycloak`"],
    ["jigasiSipPassword", jitsi?.jigasi !== undefined, "`jitsi.jigasi`"],
  ];
};

const missing = (settings: Asking) =>
  needs(settings).filter(([name, needed]) => needed && settings.credentials[name] === undefined);

/** What is still to be handed over before these settings can be deployed, as a sentence; undefined when nothing is. */
export function missingCredentials(settings: Asking): string | undefined {
  const names = missing(settings)
    .map(([name]) => name)
    .join(", ");
  if (names === "") return undefined;
  return `Before deploying, set these in parley:credentials (\`pulumi config set --secret --path parley:credentials.NAME\`): ${names}.`;
}

/** What is wrong with credentials themselves; says nothing of what they hold. */
export function credentialProblems({ jwtAppSecret }: Readonly<Record<string, string>>): Problem[] {
  if (jwtAppSecret === undefined) return [];
  const at = "credentials.jwtAppSecret";
  // RFC 7518, 3.2: a key for HS256 has at least 256 bits.
  if (jwtAppSecret.length < 32)
    return [problem(at, "is shorter than 32 characters", "for example the output of `openssl rand -hex 32`")];
  // The image puts it between quotes of a configuration file as it is.
  return /^[!-~]+$/.test(jwtAppSecret) && !/["\\]/.test(jwtAppSecret)
    ? []
    : [
        problem(
          at,
          "has characters that Prosody's configuration cannot hold",
          "visible ASCII without spaces, quotes and backslashes, on one line",
        ),
      ];
}

/** Apart from the others: a plan needs no credentials. */
export const credentialsPresent: CrossCheck = {
  rule: "Every credential that the chosen settings need is there, encrypted; `plan` does without.",
  check: (settings) =>
    missing(settings).map(([name, , why]) =>
      problem(
        `credentials.${name}`,
        `is missing; needed for ${why.replace(/,$/, "")}`,
        `pulumi config set --secret --path 'parley:credentials.${name}'`,
      ),
    ),
};
