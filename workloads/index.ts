/** What each service of the settings runs. */
import type { Assets, Settings } from "../settings/settings";
import { jitsi } from "./jitsi";
import { matrixrtc } from "./matrixrtc";
import type { Workload } from "./model";

export const workloadOf = (settings: Settings, assets: Assets): Workload =>
  settings.service === "jitsi" ? jitsi(settings, assets) : matrixrtc(settings);
