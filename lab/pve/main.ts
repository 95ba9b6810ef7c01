/** The process of the lab's Proxmox API: `main CONFIG.json`, in the operator's network namespace. */
import { readFileSync } from "node:fs";
import type { PveConfig } from "./config";
import { pveServer } from "./server";

const config = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as PveConfig;
const { address, port } = config.listen;
pveServer(config).then((server) =>
  server.listen(port, address, () => process.stdout.write(`listening on ${address}:${port}\n`)),
);
