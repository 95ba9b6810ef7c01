/** The lab's providers that act, by name, and random: its values are random already, and there is nothing to act on. */
import type { Runs } from "../../../provider/protocol/runs";
import { type Answered, service } from "../../../provider/protocol/service";
import { record } from "../journal";

const known: Readonly<Record<string, () => Promise<(runs: Runs) => Answered>>> = {
  keycloak: async () => {
    const { keycloak } = await import("./keycloak/provider");
    return (runs) => service(keycloak, runs, record);
  },
  kubernetes: async () => (await import("./kubernetes/service")).kubernetesService,
  random: async () => {
    const { random } = await import("../random/provider");
    return (runs) => service(random, runs, record);
  },
};

/** What answers for a provider; loaded when it is asked for. */
export function answers(name: string): Promise<(runs: Runs) => Answered> {
  const found = known[name];
  if (!found) throw new Error(`there is no real provider ${name}`);
  return found();
}
