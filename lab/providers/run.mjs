/** Starts a simulated provider: `run.mjs NAME [ENGINE]`. The scripts in bin/ are what the engine finds on PATH. */
import { start } from "../../provider/bundled.mjs";

await start("parley-simulated", "lab/providers/main.ts");
