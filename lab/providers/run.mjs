/** Starts a simulated provider: `run.mjs NAME [ENGINE]`. The scripts in bin/ are what the engine finds on PATH. */
import { pathToFileURL } from "node:url";
import { bundled } from "./bundle.mjs";

await import(pathToFileURL(await bundled("main.ts")).href);
