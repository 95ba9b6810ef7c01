/** Starts a real provider: `run.mjs NAME [ENGINE]`. */
import { start } from "../../../provider/bundled.mjs";

await start("parley-real", "lab/providers/real/main.ts");
