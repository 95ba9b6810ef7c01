/** The command provider that runs commands: the simulated one's checks and differences, with something behind them. */
import { command as simulated } from "../../command/provider";
import type { Live } from "../../live";
import type { SimulatedProvider } from "../../resourceType";
import { copyToRemote } from "./copy";
import { localCommand } from "./local";
import { remoteCommand } from "./remote";

const lives: Readonly<Record<string, Live>> = {
  "command:local:Command": localCommand,
  "command:remote:Command": remoteCommand,
  "command:remote:CopyToRemote": copyToRemote,
};

export const command: SimulatedProvider = { ...simulated, live: (token) => lives[token] };
