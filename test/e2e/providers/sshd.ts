/** A real OpenSSH server on a loopback port, started as root with keys and a configuration of its own. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export { freePort } from "../../../lab/world/freePort";

const program = "/usr/sbin/sshd";

/** Makes a key pair; answers with the private key and the public line. */
export function keyPair(folder: string, name: string): { readonly private: string; readonly public: string } {
  const file = join(folder, name);
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", file]);
  return { private: readFileSync(file, "utf8"), public: readFileSync(`${file}.pub`, "utf8").trim() };
}

export class Sshd {
  private child: ChildProcess | undefined;
  readonly hostKey: string;
  /** What the server logged. */
  log = "";

  constructor(
    private readonly folder: string,
    readonly port: number,
    authorized: string,
    private readonly lines: readonly string[] = [],
  ) {
    if (!existsSync(program)) throw new Error(`${program} is missing: install Debian's openssh-server`);
    mkdirSync(folder, { recursive: true });
    this.hostKey = keyPair(folder, "host").public;
    writeFileSync(join(folder, "authorized_keys"), `${authorized}\n`);
  }

  async start(): Promise<void> {
    // Where the server locks itself in while nobody is logged in.
    mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
    const config = [
      `Port ${this.port}`,
      "ListenAddress 127.0.0.1",
      `HostKey ${join(this.folder, "host")}`,
      `AuthorizedKeysFile ${join(this.folder, "authorized_keys")}`,
      "StrictModes no",
      "UsePAM no",
      "PermitRootLogin prohibit-password",
      "PasswordAuthentication no",
      "PidFile none",
      "Subsystem sftp internal-sftp",
      ...this.lines,
    ];
    writeFileSync(join(this.folder, "sshd_config"), `${config.join("\n")}\n`);
    this.child = spawn(program, ["-D", "-e", "-f", join(this.folder, "sshd_config")], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    this.child.stderr?.on("data", (chunk) => (this.log += chunk));
    while (!(await answers(this.port))) await sleep(50);
    this.log = "";
  }

  /** Number of logins since the start. */
  get logins(): number {
    return this.log.split("\n").filter((line) => line.startsWith("Accepted publickey")).length;
  }

  stop(): void {
    this.child?.kill("SIGTERM");
    this.child = undefined;
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = createConnection(port, "127.0.0.1");
    socket.once("data", () => end(true)).once("error", () => end(false));
    const end = (result: boolean) => {
      socket.destroy();
      done(result);
    };
  });
}
