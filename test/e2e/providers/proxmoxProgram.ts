/** Parley's container as Parley makes it. */
import { LxcContainer } from "../../../components/proxmox/lxcContainer";
import { remoteMachine, type SshTarget } from "../../../components/remote/machine";
import { settingsSchema } from "../../../settings/schema";
import type { Settings } from "../../../settings/settings";
import { readInput } from "./input";

export interface ProxmoxInput {
  readonly settings: Record<string, unknown>;
  readonly apiToken: string;
  readonly target: SshTarget;
  readonly privateKey: string;
}

const { settings: raw, apiToken, target, privateKey } = readInput<ProxmoxInput>();
const settings = settingsSchema.parse(raw) as Settings;
if (settings.platform !== "proxmox") throw new Error("settings of another platform");
const machine = remoteMachine(target, privateKey);
export const { generation } = new LxcContainer("jitsi", { settings, apiToken, machine });
