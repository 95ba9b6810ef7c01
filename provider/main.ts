/** Entry of Parley's provider: `main.mjs [ENGINE]`. */
import { preflight } from "./cluster/live";
import { record } from "./dns/live";
import type { Live } from "./protocol/live";
import { serve } from "./protocol/serve";
import { release } from "./release/live";
import { ready } from "./ssh/ready";
import { tokens } from "./tokens";
import { parley } from "./types";

const lives: Readonly<Record<string, Live>> = {
  [tokens.release]: release,
  [tokens.ready]: ready,
  [tokens.preflight]: preflight,
  [tokens.record]: record,
};

// The engine's address comes last, after its own switches.
serve({ ...parley, live: (token) => lives[token] }, process.argv.slice(2).at(-1));
