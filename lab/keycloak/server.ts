/** A real Keycloak with the lab's realm, in memory: what is made in it is gone with it. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { copyFileSync, createWriteStream, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { distribution } from "./distribution";
import { adminClientId, realm, realmName } from "./realm";

export interface KeycloakOptions {
  /** Folder of this server's own; it holds the log afterwards. */
  readonly folder: string;
  readonly address: string;
  readonly port: number;
  /** Words before the command, like `["nsenter", "--net=/run/netns/lab"]`. */
  readonly prefix?: readonly string[];
  /** Files of its certificate and key: it then speaks HTTPS only. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** As clients see it, when that is not the address: `https://keycloak.example.org`. */
  readonly publicUrl?: string;
}

export interface Keycloak {
  readonly url: string;
  readonly issuer: string;
  /** The client that Parley uses. */
  readonly adminClientId: string;
  readonly adminClientSecret: string;
  /** Password of the user `anna`, and of the server's own administrator, `admin`. */
  readonly password: string;
  /** Process group, for one who has to clean up after a crash. */
  readonly group: number;
  stop(): Promise<void>;
}

const patience = 8 * 60_000;

/** For a server that lives for minutes: its best compiler and a collector for many processors cost half of its start. */
const java = "-XX:TieredStopAtLevel=1 -XX:-UseG1GC -XX:+UseSerialGC";

/** Starts it and waits until it answers. */
export async function startKeycloak(options: KeycloakOptions): Promise<Keycloak> {
  const { folder, address, port, prefix = [], tls } = options;
  const adminClientSecret = randomBytes(16).toString("hex");
  const password = randomBytes(8).toString("hex");
  const home = ownHome(await distribution(), folder, JSON.stringify(realm(adminClientSecret, password)));
  const [program = "", ...words] = [
    ...prefix,
    join(home, "bin", "kc.sh"),
    "start",
    "--optimized",
    "--import-realm",
    "--cache=local",
    `--http-host=${address}`,
    ...(tls
      ? [`--https-port=${port}`, `--https-certificate-file=${tls.cert}`, `--https-certificate-key-file=${tls.key}`]
      : ["--http-enabled=true", `--http-port=${port}`]),
    // Its own port for health and metrics, of which nothing here has a use.
    `--http-management-port=${port + 1}`,
    ...(options.publicUrl
      ? [`--hostname=${options.publicUrl}`, "--proxy-headers=xforwarded"]
      : ["--hostname-strict=false"]),
  ];
  // A process group of its own: the script starts Java.
  const administrator = { KC_BOOTSTRAP_ADMIN_USERNAME: "admin", KC_BOOTSTRAP_ADMIN_PASSWORD: password };
  const env = { ...process.env, ...administrator, JAVA_OPTS_APPEND: java };
  const child = spawn(program, words, { stdio: ["ignore", "pipe", "pipe"], detached: true, env });
  const url = options.publicUrl ?? `${tls ? "https" : "http"}://${address}:${port}`;
  const stop = () => ended(child);
  try {
    await ready(child, join(folder, "keycloak.log"));
  } catch (error) {
    await stop();
    throw error;
  }
  const group = child.pid ?? 0;
  return { url, issuer: `${url}/realms/${realmName}`, adminClientId, adminClientSecret, password, group, stop };
}

/** A home of links into the distribution, with data of its own: several servers may run from one distribution. */
function ownHome(source: string, folder: string, imported: string): string {
  const home = join(folder, "home");
  rmSync(home, { recursive: true, force: true });
  mkdirSync(join(home, "bin"), { recursive: true });
  mkdirSync(join(home, "data", "import"), { recursive: true });
  // The script finds the home by where it is, so it cannot be a link.
  copyFileSync(join(source, "bin", "kc.sh"), join(home, "bin", "kc.sh"));
  for (const part of ["conf", "lib", "providers", "themes"]) symlinkSync(join(source, part), join(home, part));
  writeFileSync(join(home, "data", "import", `${realmName}-realm.json`), imported, { mode: 0o600 });
  return home;
}

/** Waits for the line that names the address: the server may be in a network that we cannot reach. */
function ready(child: ChildProcess, log: string): Promise<void> {
  return new Promise((done, failed) => {
    const record = createWriteStream(log);
    const timer = setTimeout(() => failed(new Error(`Keycloak did not start in time, see ${log}`)), patience);
    const end = (finish: () => void) => {
      clearTimeout(timer);
      finish();
    };
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on("line", (line) => {
        record.write(`${line}\n`);
        if (line.includes("Listening on:")) end(done);
      });
    }
    child.once("error", (error) => end(() => failed(error)));
    child.once("exit", (code) => end(() => failed(new Error(`Keycloak ended with ${code}, see ${log}`))));
  });
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return done();
    child.once("exit", () => done());
    try {
      // In memory: there is nothing to be saved.
      process.kill(-child.pid, "SIGKILL");
    } catch {
      done();
    }
  });
}
