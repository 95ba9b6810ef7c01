/** A network namespace without a name, with one address beside loopback's: it goes with whoever made it. */
import { type ChildProcess, spawn } from "node:child_process";
import { execute, must } from "../../../lab/world/command";
import { eventually } from "../../../lab/world/wait";

export class OwnNetwork {
  private constructor(private readonly holder: ChildProcess) {}

  static async start(address: string): Promise<OwnNetwork> {
    // Ends with this process, also when that is killed.
    const network = new OwnNetwork(spawn("unshare", ["--net", "cat"], { stdio: ["pipe", "ignore", "ignore"] }));
    const name = ["readlink", "/proc/self/ns/net"];
    const outside = await must(name);
    await eventually("the namespace", async () => {
      const { code, stdout } = await execute(network.prefix(...name));
      return code === 0 && stdout !== outside ? true : undefined;
    });
    const made = `ip link set lo up && ip link add eth0 type veth peer name others &&
ip addr add ${address}/24 dev eth0 && ip link set eth0 up && ip link set others up`;
    await must(network.prefix("sh", "-c", made));
    return network;
  }

  /** A command line that runs inside. */
  prefix = (...command: readonly string[]): string[] => [
    "nsenter",
    `--net=/proc/${this.holder.pid}/ns/net`,
    ...command,
  ];

  stop(): void {
    this.holder.kill("SIGKILL");
  }
}
