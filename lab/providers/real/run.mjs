/** Starts a real provider: `run.mjs NAME [ENGINE]`. */
import { pathToFileURL } from "node:url";
import { bundled } from "../bundle.mjs";

await import(pathToFileURL(await bundled("real/main.ts")).href);
