/** `npm run lab`: the lab on this machine, up, down, and a look inside. */
import { Interrupted, run } from "../lab/build/process";
import { clusterSummary, labCluster } from "../lab/kubernetes/inLab";
import { down } from "../lab/world/down";
import type { Where } from "../lab/world/enter";
import { places } from "../lab/world/places";
import { status, summary } from "../lab/world/report";
import { labObstacle } from "../lab/world/requirements";
import { prepare, up } from "../lab/world/up";
import { World } from "../lab/world/world";
import { pulumiInLab } from "./labStack";
import { UserError } from "./userError";

const actions = {
  prepare: async () => {
    await prepare();
    process.stdout.write("Everything for the lab is in the cache: npm run lab up\n");
  },
  up: async () => {
    const world = await up().catch(explain);
    await pulumiInLab(world, ["up", "--yes", "--skip-preview"]);
    process.stdout.write(summary(world));
  },
  empty: async () => process.stdout.write(summary(await up().catch(explain))),
  pulumi: async (first = "", others: readonly string[] = []) =>
    pulumiInLab(new World(), [first, ...others].filter(Boolean)),
  kubernetes: async () => process.stdout.write(clusterSummary(await labCluster())),
  status: async () => process.stdout.write(await status()),
  shell,
  down: async () => {
    await down();
    process.stdout.write("The lab is down; what was built for it stays in the cache.\n");
  },
} as const;

/** @param place for `shell`: a container's number, client, operator or internet; for `pulumi`: its command */
export async function lab(action: string, place?: string, command: readonly string[] = []): Promise<void> {
  if (!Object.hasOwn(actions, action))
    throw new UserError(`There is no "lab ${action}": ${Object.keys(actions).join(", ")}.`, 2);
  const obstacle = labObstacle();
  if (obstacle) throw new UserError(`There can be no lab here: ${obstacle}.`);
  try {
    await actions[action as keyof typeof actions](place, command);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    process.stderr.write("\nparley: stopped; `npm run lab up` goes on, `npm run lab down` removes what is there\n");
    process.exitCode = error.exitCode;
  }
}

/** Whatever keeps it from coming up, the user is told where to look. */
function explain(error: unknown): never {
  if (error instanceof UserError || error instanceof Interrupted || !(error instanceof Error)) throw error;
  throw new UserError(`The lab did not come up: ${error.message}
What its parts said is in ${places().logs}. \`npm run lab up\` goes on, \`npm run lab down\` removes what is there.`);
}

/** A shell in a place of the lab, or a command there. */
async function shell(place = "", command: readonly string[] = []): Promise<void> {
  const [program = "", ...args] = [...new World().prefix(where(place)), ...(command.length > 0 ? command : ["bash"])];
  process.exitCode = (await run(program, args, { foreground: true })).code;
}

function where(place: string): Where {
  if (place === "operator" || place === "client" || place === "internet") return place;
  if (/^\d+$/.test(place)) return Number(place);
  throw new UserError("Where? A container's number, client, operator or internet: npm run lab shell 160", 2);
}
