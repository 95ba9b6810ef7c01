/** Starts Parley's provider: `run.mjs [ENGINE]`. */
import { start } from "./bundled.mjs";

await start("parley-provider", "provider/main.ts");
