/** The lab as tests and tools use it: where things are, and how to do something there. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../cli/userError";
import { addresses, tsigKeyName, urls, zone } from "./addresses";
import { type CommandOptions, execute, must, type Result } from "./command";
import { enter, type Where } from "./enter";
import { places as labPlaces, type Places } from "./places";
import { PveClient } from "./pveClient";
import { readSecrets, type Secrets } from "./secrets";

/** What `up` writes down for those who come later. */
export interface LabFacts {
  readonly template: { readonly url: string; readonly checksum: string };
}

export const factsFile = ({ folder }: Places): string => join(folder, "facts.json");

export class World {
  readonly addresses = addresses;
  readonly urls = urls;
  readonly zone = zone;
  readonly secrets: Secrets;
  readonly pve: PveClient;
  /** What `parley:proxmox.template` gets. */
  readonly template: LabFacts["template"];

  /** The lab of a name (PARLEY_LAB_NAME's, unless told), which has to be up. */
  constructor(readonly places: Places = labPlaces()) {
    if (!existsSync(factsFile(places))) throw new UserError("The lab is not up: npm run lab up");
    this.secrets = readSecrets(places);
    this.pve = new PveClient(places, this.secrets);
    this.template = (JSON.parse(readFileSync(factsFile(places), "utf8")) as LabFacts).template;
  }

  get tsig() {
    return { name: tsigKeyName, algorithm: "hmac-sha256", secret: this.secrets.tsigSecret } as const;
  }

  /** Words to put before a command that is to run somewhere: in a namespace, or in the container of a number. */
  prefix(where: Where): string[] {
    return enter(this.places, where);
  }

  /** Runs a program somewhere in the lab. */
  exec(where: Where, argv: readonly string[], options: CommandOptions = {}): Promise<Result> {
    return execute([...this.prefix(where), ...argv], options);
  }

  /** Gives the internet's servers one more address. */
  async addInternetAddress(address: string): Promise<void> {
    const { prefix } = addresses.internet;
    const { internet } = this.places.namespaces;
    await must(["ip", "-n", internet, "addr", "replace", `${address}/${prefix}`, "dev", "eth0"]);
  }

  /** Runs a program on a host by SSH from the operator's place, with the lab's key; through the firewall host if asked. */
  ssh(host: string, command: string, { jump, ...options }: CommandOptions & { jump?: string } = {}): Promise<Result> {
    const key = this.secrets.sshPrivateKeyFile;
    const strict = "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -o ConnectTimeout=5";
    const common = ["-i", key, "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes", ...strict.split(" ")];
    const proxy = jump ? ["-o", `ProxyCommand=ssh -i ${key} ${strict} -W %h:%p root@${jump}`] : [];
    return this.exec("operator", ["ssh", "-F", "none", ...common, ...proxy, `root@${host}`, command], options);
  }
}
