/** Metrics of the services, where a monitor reads them and nobody else can. */
import type { JitsiSettings } from "../../settings/settings";
import type { Service } from "../model";

export const hasMonitor = (settings: JitsiSettings): boolean =>
  settings.platform === "kubernetes" && settings.kubernetes.monitoring.prometheusOperator;

export const monitored = (
  settings: JitsiSettings,
  metrics: NonNullable<Service["metrics"]>,
): Pick<Service, "metrics"> => (hasMonitor(settings) ? { metrics } : {});
