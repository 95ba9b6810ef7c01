/** Entry of the lab's real providers: `main.js NAME [ENGINE]`. */
import { serve, serveRequests } from "../../../provider/protocol/serve";
import { record } from "../journal";
import { keycloak } from "./keycloak/provider";
import { kubernetesService } from "./kubernetes/service";

const [name, ...rest] = process.argv.slice(2);
// The engine's address comes last, after its own switches.
const engine = rest.at(-1);
if (name === "keycloak") serve(keycloak, engine, record);
else if (name === "kubernetes") serveRequests(kubernetesService, true, engine);
else throw new Error(`there is no real provider ${name}`);
