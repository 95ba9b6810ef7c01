/**
 * The programs that the checks call, as commands in one folder to put first on PATH.
 *
 * Each runs inside the Debian tree in a mount namespace of its own, with this machine's /tmp, /proc, /sys and /run/netns:
 * the same files and network, and nothing left over when it ends.
 */
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../build/cache";
import { quoted } from "../build/shell";
import { rootfs } from "./rootfs";
import { traefik } from "./traefik";

/** Command → program in the tree. */
const inTree: Readonly<Record<string, string>> = {
  caddy: "/usr/bin/caddy",
  curl: "/usr/bin/curl",
  dash: "/usr/bin/dash",
  ddclient: "/usr/bin/ddclient",
  dig: "/usr/bin/dig",
  docker: "/usr/bin/docker",
  named: "/usr/sbin/named",
  nft: "/usr/sbin/nft",
  nsupdate: "/usr/bin/nsupdate",
  "redis-cli": "/usr/bin/redis-cli",
  "redis-server": "/usr/bin/redis-server",
};

/** Makes everything ready and answers with the folder. */
export async function programs(): Promise<string> {
  const tree = await rootfs();
  const binary = await traefik();
  const folder = join(cacheFolder(), "checks-bin");
  mkdirSync(folder, { recursive: true });
  for (const [name, program] of Object.entries(inTree)) command(folder, name, script(tree, program));
  command(folder, "traefik", `#!/bin/sh\nexec ${quoted(binary)} "$@"\n`);
  return folder;
}

function command(folder: string, name: string, text: string): void {
  const file = join(folder, name);
  writeFileSync(file, text);
  chmodSync(file, 0o755);
}

const script = (tree: string, program: string): string => `#!/bin/sh
export PARLEY_TREE=${quoted(tree)} PARLEY_PROGRAM=${program} PARLEY_PWD="$PWD" PATH=/usr/sbin:/usr/bin:/sbin:/bin
exec unshare --mount sh -c '
  for place in tmp proc sys dev; do mount --rbind "/$place" "$PARLEY_TREE/$place" || exit 126; done
  exec chroot "$PARLEY_TREE" sh -c '\\''cd "$PARLEY_PWD" 2>/dev/null || cd /; exec "$PARLEY_PROGRAM" "$@"'\\'' "$0" "$@"
' ${program} "$@"
`;
