/** What local and remote commands are told alike. */
import { z } from "zod";
import type { Known, Live, Run } from "../../live";
import type { Plain } from "../../resourceType";
import { resourceId } from "./identity";
import { loggingSchema, type Outputs } from "./printed";

export const commandSchema = z.object({
  create: z.string().optional(),
  update: z.string().optional(),
  delete: z.string().optional(),
  stdin: z.string().optional(),
  environment: z.record(z.string(), z.string()).default({}),
  logging: loggingSchema,
  addPreviousOutputInEnv: z.boolean().default(true),
});
type CommandInputs = z.output<typeof commandSchema>;

/** Runs one command line with a resource's inputs. */
export type Execute = (line: string, inputs: Plain, before: Outputs, run: Run) => Promise<Outputs>;

const nothing: Outputs = { stdout: "", stderr: "" };

/** The life of a command: `update` falls back on `create`, and without a command nothing runs. */
export function commandLife(execute: Execute): Live {
  const outcome = (line: string | undefined, inputs: Plain, before: Outputs, run: Run): Promise<Outputs> =>
    line === undefined ? Promise.resolve(before) : execute(line, inputs, before, run);
  return {
    create: async (inputs, run) => ({
      id: resourceId(),
      computed: { ...(await outcome(commandSchema.parse(inputs).create, inputs, nothing, run)) },
    }),
    update: async (known, inputs, run) => {
      const { update, create } = commandSchema.parse(inputs);
      return { ...(await outcome(update ?? create, inputs, outputsOf(known), run)) };
    },
    delete: async (known, run) => {
      await outcome(commandSchema.parse(known.outputs).delete, known.outputs, outputsOf(known), run);
    },
  };
}

/** Variables for the command, the previous run's output among them unless that is not wanted. */
export function previousOutput(inputs: CommandInputs, before: Outputs): Record<string, string> {
  if (!inputs.addPreviousOutputInEnv) return {};
  return {
    ...(before.stdout && { PULUMI_COMMAND_STDOUT: before.stdout }),
    ...(before.stderr && { PULUMI_COMMAND_STDERR: before.stderr }),
  };
}

function outputsOf({ outputs }: Known): Outputs {
  return { stdout: String(outputs.stdout ?? ""), stderr: String(outputs.stderr ?? "") };
}
