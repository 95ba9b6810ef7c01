/** What an environment may say. The one source of the types, the errors, the editor's JSON Schema and the reference page. */
import { z } from "zod";
import { checked, domainName } from "./fields";
import { jitsi } from "./sections/jitsi";
import { edge, hostSection, proxmox, ssh } from "./sections/machines";
import { credentials, dns, login, recording, secrets } from "./sections/surroundings";

const isTimeZone = (value: string): boolean => {
  try {
    return Intl.DateTimeFormat("en", { timeZone: value }) !== undefined;
  } catch {
    return false;
  }
};

export const settingsSchema = z.strictObject({
  service: z.enum(["jitsi"]).describe("Which conference system."),
  platform: z
    .enum(["proxmox", "host"])
    .describe("Where it runs: a container made on Proxmox, or an existing Docker host."),
  domain: domainName().describe("Name under which people reach it."),
  timeZone: checked(isTimeZone, "is not a time zone", "a name of the tz database, for example Europe/Stockholm")
    .default("UTC")
    .describe("Time zone of the service's clocks and timers."),
  proxmox: proxmox.optional().describe("The container, with `platform: proxmox`."),
  host: hostSection.optional().describe("The machine, with `platform: host`."),
  ssh: ssh.describe("How to reach the service's machine."),
  edge: edge.optional().describe("Firewall and reverse proxy in front of the service."),
  dns: dns.optional().describe("The name's record."),
  login: login.optional().describe("Who may log in."),
  recording: recording.optional().describe("Record conferences (adds Jibri)."),
  jitsi: jitsi.describe("What Jitsi is like."),
  secrets: secrets.describe("Secrets that Parley makes."),
  credentials: credentials.describe("The operator's own secrets, encrypted in the stack file."),
});

/** Settings after defaults, before cross-checks. */
export type RawSettings = z.infer<typeof settingsSchema>;
