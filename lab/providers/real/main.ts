/** Entry of the lab's real providers: `main.js NAME [ENGINE]`, or `main.js host SOCKET` for all of them in one process. */
import { serveRequests } from "../../../provider/protocol/serve";
import { answers } from "./answers";
import { host } from "./host";

const [name = "", ...rest] = process.argv.slice(2);
const last = rest.at(-1);
if (name === "host") host(last ?? "");
// The engine's address comes last, after its own switches.
else answers(name).then((found) => serveRequests(found, last));
