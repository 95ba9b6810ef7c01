/** Entry of every simulated provider: `main.js NAME [ENGINE]`. */
import { command } from "./command/provider";
import { keycloak } from "./keycloak/provider";
import { kubernetes } from "./kubernetes/provider";
import { proxmoxve } from "./proxmoxve/provider";
import { random } from "./random/provider";
import { serve } from "./serve";

const name = process.argv[2];
const provider = [command, keycloak, kubernetes, proxmoxve, random].find((one) => one.name === name);
if (!provider) throw new Error(`there is no simulated provider ${name}`);
serve(provider);
