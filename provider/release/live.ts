/** Puts releases in force on machines, looks after them and takes them away: one SSH session each. */
import type { Known, Live, Run } from "../protocol/live";
import { holdsSecret, plain, type Values, valueAt } from "../protocol/values";
import { type Done, onMachine } from "../ssh/errand";
import { SshProblem } from "../ssh/problem";
import { placeOf } from "../ssh/target";
import { agentScript } from "./agent";
import { found, unreachable } from "./drift";
import { type ReleaseInputs, releaseInputs } from "./inputs";
import { agentCommand, deployCommand, packRelease } from "./payload";
import { parseStatus } from "./status";
import { ownerMark } from "./type";

/** Seconds to wait for a host that does not answer. */
const patience = 60;
/** A refresh asks many things. */
const shortPatience = 20;
/** Lines of the agent that an error repeats. */
const repeated = 60;

export const release: Live = {
  create: async (given, run) => {
    const inputs = releaseInputs.parse(given);
    const id = ownerMark(inputs.instance, inputs.name);
    await deploy(inputs, id, run);
    return { id, computed: {} };
  },
  update: async ({ id }, given, run) => {
    await deploy(releaseInputs.parse(given), id, run);
    return {};
  },
  read: async (known, run) => {
    const inputs = recorded(known);
    const errand = { command: agentCommand("status", inputs.instance, inputs.name), stdin: agentScript };
    let done: Done;
    try {
      done = await onMachine(inputs.connection, { ...errand, patience: shortPatience }, run);
    } catch (error) {
      if (run.signal.aborted || !(error instanceof SshProblem)) throw error;
      // Not gone, and no reason to stop: the machine itself may be what a refresh finds missing.
      run.log(`${error.message} Whether ${inputs.instance}/${inputs.name} is as released is not known.`, "warning");
      return { id: known.id, inputs: { ...inputs, running: unreachable }, computed: {} };
    }
    if (done.code !== 0) throw failure(inputs, "could not be looked at", done);
    const status = parseStatus(done.stdout);
    if (!status) return undefined;
    const now = found({ inputs, owner: known.id, secretFiles: secretFilesOf(run.given) }, status);
    return { id: known.id, inputs: now, computed: {} };
  },
  delete: async (known, run) => {
    const inputs = recorded(known);
    const errand = { command: agentCommand("remove", inputs.instance, inputs.name, known.id), stdin: agentScript };
    const done = await onMachine(inputs.connection, { ...errand, patience }, run).catch((error) => {
      if (!(error instanceof SshProblem)) throw error;
      throw new Error(
        `${error.message} If the machine is gone for good, take the release out of the state: pulumi state delete '${run.urn}'`,
      );
    });
    if (done.code !== 0) throw failure(inputs, "could not be removed", done);
  },
};

async function deploy(inputs: ReleaseInputs, owner: string, run: Run): Promise<void> {
  const stdin = await packRelease(inputs, { owner, secretFiles: secretFilesOf(run.given) });
  const done = await onMachine(inputs.connection, { command: deployCommand(inputs), stdin, patience }, run);
  if (done.code !== 0) throw failure(inputs, "could not be put in force", done);
}

/** The paths whose content the program marked as secret. */
function secretFilesOf(given: Values): ReadonlySet<string> {
  const paths = Object.keys(plain<{ files?: object }>(given).files ?? {});
  const hidden = (path: string) =>
    holdsSecret(valueAt(given, ["files", path, "content"])) || valueAt(given, ["files", path]) === undefined;
  return new Set(paths.filter(hidden));
}

function recorded({ inputs }: Known): ReleaseInputs {
  const parsed = releaseInputs.safeParse(inputs);
  if (!parsed.success)
    throw new Error("A release cannot be imported: let the program deploy it, that takes over what is there.");
  return parsed.data;
}

/** The agent's lines hold no secrets. */
function failure({ instance, name, connection }: ReleaseInputs, what: string, { code, said }: Done): Error {
  const words = said.slice(-repeated).join("\n").trimEnd() || `exit code ${code}, without a word`;
  return new Error(`The release ${instance}/${name} ${what} on ${placeOf(connection)}:\n${words}`);
}
