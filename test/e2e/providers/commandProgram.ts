/** Commands as the test's input has them, every `stdin` a secret. */
import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { readInput } from "./input";

export interface CommandInput {
  readonly connection?: command.types.input.remote.ConnectionArgs;
  readonly remote?: Readonly<Record<string, Omit<command.remote.CommandArgs, "connection">>>;
  readonly local?: Readonly<Record<string, command.local.CommandArgs>>;
  readonly copies?: Readonly<Record<string, { readonly source: string; readonly remotePath: string }>>;
}

const { connection = { host: "" }, remote = {}, local = {}, copies = {} } = readInput<CommandInput>();
const hidden = <T extends { readonly stdin?: pulumi.Input<string> }>(args: T) => ({
  ...args,
  ...(args.stdin === undefined ? {} : { stdin: pulumi.secret(args.stdin) }),
});

const ran = [
  ...Object.entries(remote).map(([name, args]) => new command.remote.Command(name, { ...hidden(args), connection })),
  ...Object.entries(local).map(([name, args]) => new command.local.Command(name, hidden(args))),
];
for (const [name, { source, remotePath }] of Object.entries(copies)) {
  new command.remote.CopyToRemote(name, { connection, remotePath, source: new pulumi.asset.FileArchive(source) });
}
export const outputs = pulumi.all(ran.map((one) => pulumi.all([one.stdout, one.stderr])));
