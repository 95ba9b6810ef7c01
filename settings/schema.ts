/** What an environment may say. The one source of the types, the errors, the editor's JSON Schema and the reference page. */
import { z } from "zod";
import { checked, domainName } from "./fields";
import { capacity } from "./sections/capacity";
import { jitsi } from "./sections/jitsi";
import { kubernetes } from "./sections/kubernetes";
import { login } from "./sections/login";
import { edge, hostSection, proxmox, ssh } from "./sections/machines";
import { matrixrtc } from "./sections/matrixrtc";
import { credentials, dns, recording, secrets } from "./sections/surroundings";

const isTimeZone = (value: string): boolean => {
  try {
    return Intl.DateTimeFormat("en", { timeZone: value }) !== undefined;
  } catch {
    return false;
  }
};

export const settingsSchema = z.strictObject({
  service: z
    .enum(["jitsi", "matrixrtc"])
    .describe(
      "Which conference system: Jitsi Meet, or calls for a Matrix homeserver that you have (LiveKit, Element Call).",
    ),
  platform: z
    .enum(["proxmox", "host", "kubernetes"])
    .describe("Where it runs: a container made on Proxmox, an existing Docker host, or a Kubernetes cluster."),
  domain: domainName().describe("Name under which people reach it."),
  timeZone: checked(isTimeZone, "is not a time zone", "a name of the tz database, for example Europe/Stockholm")
    .default("UTC")
    .describe("Time zone of the service's clocks and timers."),
  proxmox: proxmox.optional().describe("The container, with `platform: proxmox`."),
  host: hostSection.optional().describe("The machine, with `platform: host`."),
  kubernetes: kubernetes.optional().describe("The cluster, with `platform: kubernetes`."),
  ssh: ssh.describe("How to reach the service's machine."),
  edge: edge.optional().describe("Firewall and reverse proxy in front of the service."),
  dns: dns.optional().describe("The name's record."),
  login: login.optional().describe("Who may log in."),
  recording: recording.optional().describe("Record conferences (adds Jibri)."),
  jitsi: jitsi.describe("What Jitsi is like."),
  matrixrtc: matrixrtc.optional().describe("LiveKit and Element Call, with `service: matrixrtc`."),
  capacity: capacity
    .optional()
    .describe("How many people it shall carry; the plan estimates how many it will (docs/capacity.md)."),
  secrets: secrets.describe("Secrets that Parley makes."),
  credentials: credentials.describe("The operator's own secrets, encrypted in the stack file."),
});

/** Settings after defaults, before cross-checks. */
export type RawSettings = z.infer<typeof settingsSchema>;
