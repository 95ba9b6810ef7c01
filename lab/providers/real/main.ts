/** Entry of the lab's real providers: `main.js NAME [ENGINE]`. */
import { serve } from "../serve";
import { command } from "./command/provider";
import { keycloak } from "./keycloak/provider";

const [name, ...rest] = process.argv.slice(2);
const provider = [command, keycloak].find((one) => one.name === name);
if (!provider) throw new Error(`there is no real provider ${name}`);
// The engine's address comes last, after its own switches.
serve(provider, rest.at(-1));
