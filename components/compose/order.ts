/** Services in the order in which they start. */
import type { Service } from "../../workloads/model";

/** Each after those that it waits for, else as they were: what does not work is named before what waits for it. */
export function startOrder(services: readonly Service[]): Service[] {
  const ordered = new Set<Service>();
  const add = (service: Service): void => {
    for (const name of service.after) {
      const before = services.find((one) => one.name === name);
      if (before && !ordered.has(before)) add(before);
    }
    ordered.add(service);
  };
  for (const service of services) add(service);
  return [...ordered];
}
