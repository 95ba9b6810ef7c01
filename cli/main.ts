/** The command line: each command is loaded only when it is called. */
import { Command } from "commander";
import { version } from "../package.json";
import { UserError } from "./userError";

const program = new Command("parley")
  .description("Your own video conferences, whole, with one `pulumi up`.")
  .version(version)
  .helpCommand(false)
  .enablePositionalOptions()
  .showHelpAfterError("(add --help for what there is)");

program
  .command("plan")
  .description("render everything that a stack would deploy: offline, without credentials, secrets as references")
  .argument("<config>", "a stack's name (prod) or a configuration file")
  .option("--out <dir>", "write every rendered file and report.html there")
  .option("--json", "print the plan as JSON instead of a summary")
  .option("--diff <rev>", "show what changes against another git revision")
  .action(async (config: string, options) => (await import("./plan")).plan(config, options));

program
  .command("start")
  .description("bring the demo stack up through the real Pulumi engine with simulated providers")
  .action(async () => (await import("./start")).start());

program
  .command("stop")
  .description("destroy the demo stack")
  .action(async () => (await import("./stop")).stop());

program
  .command("pulumi")
  .description("run the engine that `npm start` uses with any arguments; the demo stack unless another is named")
  .argument("[args...]")
  .allowUnknownOption()
  .passThroughOptions()
  .helpOption(false)
  .action(async (args: string[]) => (await import("./pulumi")).pulumi(args));

program
  .command("token")
  .description("make the address of a room with a token for one person; the key comes on standard input")
  .argument("<config>", "a stack's name (prod) or a configuration file with `login.provider: jwt`")
  .requiredOption("--room <name>", "the room that the token is good for")
  .requiredOption("--user <name>", "the name that others see")
  .option("--email <address>", "whose picture others see")
  .option("--moderator", "may moderate the room")
  .option("--hours <n>", "how long it is good for", "1")
  .option("--print", "write it also where standard output is not a terminal")
  .action(async (config: string, options) => (await import("./token")).token(config, options));

program
  .command("preflight")
  .description("ask a cluster for all that a configuration needs of it, and name what it lacks; changes nothing")
  .argument("<config>", "a stack's name (prod) or a configuration file")
  .option("--kubeconfig <file>", "in place of the one in the settings")
  .option("--context <name>", "in place of the one in the settings")
  .option("--running", "also hold the running pods against what the configuration declares")
  .action(async (config: string, options) => (await import("./preflight")).preflight(config, options));

program
  .command("doctor")
  .description(
    "ask a running deployment from here, step by step: what is right, what is wrong, what to do; needs no secrets",
  )
  .argument("<config>", "a stack's name (prod) or a configuration file")
  .option("--resolve <name:address>", "ask a name at this address, as curl does; may be repeated", collect)
  .option("--ca <file>", "also trust this authority (PEM)")
  .option("--patience <seconds>", "how long to wait for each answer", "10")
  .option("--json", "print the findings as JSON")
  .addHelpText(
    "after",
    "\nExit code: 0 when nothing is wrong, 1 when something is, 2 when it could not be asked at all.",
  )
  .action(async (config: string, options) => (await import("./doctor")).doctor(config, options));

program
  .command("docs")
  .description("write the generated pages of docs/ and the editor's schema of stack files")
  .option("--check", "only say which of them are out of date")
  .action(async (options) => (await import("./docs")).docs(options));

program
  .command("bench")
  .description(
    "measure the plan, the program under the engine, and in the lab a deployment against an Ansible playbook",
  )
  .option("--runs <n>", "runs of each", "5")
  .option("--json", "also write .parley/bench/results.json")
  .option("--only <part>", "plan, engine, growth or lab")
  .action(async (options) => (await import("./bench")).bench(options));

program
  .command("lab")
  .description("the seeds' network on this machine: real containers, firewall, DNS behind an emulated Proxmox API")
  .argument(
    "<action>",
    "prepare (install and build what it needs), up (with Jitsi in it), empty (up without), pulumi, kubernetes, status, shell or down",
  )
  .argument("[place]", "for shell: a container's number, client, operator or internet; for pulumi: its command")
  .argument("[command...]", "for shell: what to run there instead of a shell; for pulumi: its arguments")
  .passThroughOptions()
  .action(async (action: string, place: string | undefined, command: string[]) =>
    (await import("./lab")).lab(action, place, command),
  );

program
  .command("checks", { hidden: true })
  .description("make the programs ready that read what Parley renders; print the folder that holds their commands")
  .action(async () => (await import("./checks")).checks());

/** An option that may be given several times. */
function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

program.parseAsync().catch((error: unknown) => {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.exitCode;
});
