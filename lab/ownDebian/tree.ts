/** The Debian that runs containers for checks: Docker, and what a node of a Kubernetes cluster needs. */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Entry, provide } from "../build/cache";
import { debootstrap } from "../build/debootstrap";

const packages = [
  "ca-certificates",
  "containernetworking-plugins",
  "curl",
  "docker-cli",
  "docker-compose",
  "docker.io",
  "iproute2",
  "iptables",
  "mount",
  "nftables",
];

/** Another list of packages wants another number. */
const entry: Entry = {
  name: `debian-trixie-containers-1-${process.arch}`,
  works: async (folder) => existsSync(join(folder, "parley-complete")),
  make: async (folder) => {
    await debootstrap({ folder, packages, title: "a Debian with Docker and containerd" });
    writeFileSync(join(folder, "parley-complete"), "");
  },
};

/** Folder of the tree, made first when needed: a minute, once. */
export const debianTree = (): Promise<string> => provide(entry);
