/** The operator's own secrets: which are needed for what. */
import type { RawSettings } from "../schema";
import type { CredentialName } from "../sections/surroundings";
import { type CrossCheck, problem } from "./crossCheck";

/** Which credential which settings need. */
const needs = ({
  platform,
  host,
  edge,
  dns,
  login,
  jitsi,
  proxmox,
  recording,
  credentials,
}: RawSettings): [CredentialName, boolean, string][] => {
  const remote =
    (platform === "host" && host?.address !== "localhost") ||
    platform === "proxmox" ||
    (edge && edge.host !== "localhost");
  const asRoot = platform === "proxmox" && (recording !== undefined || proxmox?.keyctl === true);
  return [
    ["proxmoxToken", platform === "proxmox" && !asRoot && !credentials.proxmoxPassword, "`platform: proxmox`"],
    [
      "proxmoxPassword",
      asRoot,
      "binding the recordings' directory or `keyctl`, which Proxmox allows to root@pam only,",
    ],
    ["sshPrivateKey", Boolean(remote), "SSH to the service's machine and the edge"],
    ["loopiaPassword", dns?.provider === "loopia", "`dns.provider: loopia`"],
    ["tsigSecret", dns?.provider === "rfc2136", "`dns.provider: rfc2136`"],
    ["keycloakClientSecret", login !== undefined, "`login`"],
    ["jigasiSipPassword", jitsi.jigasi !== undefined, "`jitsi.jigasi`"],
  ];
};

const missing = (settings: RawSettings) =>
  needs(settings).filter(([name, needed]) => needed && settings.credentials[name] === undefined);

/** What is still to be handed over before these settings can be deployed, as a sentence; undefined when nothing is. */
export function missingCredentials(settings: RawSettings): string | undefined {
  const names = missing(settings)
    .map(([name]) => name)
    .join(", ");
  if (names === "") return undefined;
  return `Before deploying, set these in parley:credentials (\`pulumi config set --secret --path parley:credentials.NAME\`): ${names}.`;
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
