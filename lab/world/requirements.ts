/** Programs that the lab calls on this machine, installed from the distribution when they are missing. */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { UserError } from "../../cli/userError";
import { Interrupted, run } from "../build/process";
import { onPath } from "../build/program";
import { progress } from "../build/progress";
import { execute } from "./command";

/** Program → Debian package. Java and Maven are for Keycloak; Chromium, iperf3 and nft are for the client. */
const needed: Readonly<Record<string, string>> = {
  "chromium-headless-shell": "chromium-headless-shell",
  curl: "curl",
  debootstrap: "debootstrap",
  etcd: "etcd-server",
  ip: "iproute2",
  iperf3: "iperf3",
  losetup: "mount",
  java: "default-jre-headless",
  "lxc-attach": "lxc",
  "lxc-start": "lxc",
  "lxc-usernsexec": "lxc",
  "mkfs.ext4": "e2fsprogs",
  nft: "nftables",
  nsenter: "util-linux",
  openssl: "openssl",
  mvn: "maven",
  ssh: "openssh-client",
  "ssh-keygen": "openssh-client",
  sshd: "openssh-server",
  tar: "tar",
  unshare: "util-linux",
  zstd: "zstd",
};

/** Why there can be no lab here; undefined when there can. */
export function labObstacle(): string | undefined {
  if (process.platform !== "linux") return "it needs Linux";
  if (process.getuid?.() !== 0) return "it needs root (sudo): it makes network namespaces and containers";
  const missing = missingPackages();
  if (missing.length > 0 && !onPath("apt-get")) return `it needs ${missing.join(", ")}`;
  if (!existsSync("/dev/loop-control")) return "it needs loop devices: a container's disk is a file";
  return undefined;
}

/** Installs what is missing, without starting anything. */
export async function installRequirements(): Promise<void> {
  const obstacle = labObstacle();
  if (obstacle) throw new UserError(`The lab cannot be made here: ${obstacle}.`);
  const missing = missingPackages();
  if (missing.length === 0) return;
  const display = progress(`parley: installing ${missing.join(", ")}`);
  try {
    await withoutServices(async () => {
      await aptGet("update", "-qq");
      await aptGet("install", "-y", "-qq", "--no-install-recommends", ...missing);
    });
    // LXC's package would make a bridge of its own at the machine's next start; the lab has its own.
    if (existsSync("/run/systemd/system") && missing.includes("lxc")) {
      await execute(["systemctl", "disable", "lxc-net.service", "lxc.service"]);
    }
  } finally {
    display.end();
  }
}

async function aptGet(...args: string[]): Promise<void> {
  const ended = await run("apt-get", args, {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    timeout: 600_000,
  });
  if (ended.interrupted) throw new Interrupted(ended.interrupted);
  if (ended.code !== 0) throw new UserError(`apt-get ${args.join(" ")} failed, see above.`);
}

function missingPackages(): string[] {
  const packages = Object.entries(needed).filter(([program]) => !onPath(program));
  return [...new Set(packages.map(([, name]) => name))];
}

const policyText = `#!/bin/sh
# Parley's lab keeps packages from starting services while it installs them, and removes this file then.
exit 101
`;

/** Packages ask this file whether they may start their services. */
async function withoutServices(work: () => Promise<void>): Promise<void> {
  const policy = "/usr/sbin/policy-rc.d";
  // One of ours is left by a run that was killed.
  const own = !existsSync(policy) || readFileSync(policy, "utf8") === policyText;
  if (own) writeFileSync(policy, policyText, { mode: 0o755 });
  try {
    await work();
  } finally {
    if (own) rmSync(policy, { force: true });
  }
}
