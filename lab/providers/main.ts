/** Entry of every simulated provider: `main.js NAME [ENGINE]`. */
import { serve } from "../../provider/protocol/serve";
import { record } from "./journal";
import { keycloak } from "./keycloak/provider";
import { kubernetes } from "./kubernetes/provider";
import { parley } from "./parley/provider";
import { proxmoxve } from "./proxmoxve/provider";
import { random } from "./random/provider";

const name = process.argv[2];
const provider = [keycloak, kubernetes, parley, proxmoxve, random].find((one) => one.name === name);
if (!provider) throw new Error(`there is no simulated provider ${name}`);
serve(provider, undefined, record);
