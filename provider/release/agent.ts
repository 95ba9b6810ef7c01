/**
 * The host agent: the shell script that puts a release in force on a host, travels with every release and stays beside it.
 *
 * POSIX shell, and nothing but Debian's essential packages: a host needs no preparation. Exit codes: 0 done, 1 failed and
 * the state before is back, 2 refused before anything changed, 3 failed and going back failed too.
 */
import { common } from "./agent/common";
import { deploy } from "./agent/deploy";
import { placed } from "./agent/placed";
import { remove } from "./agent/remove";
import { status } from "./agent/status";

/** Everything is read before anything runs: `main` is last. */
const main = `
case $1 in
  deploy) deploy ;;
  remove) instance=$2 name=$3 owner=$4; remove ;;
  status) instance=$2 name=$3; status ;;
  *) die 2 'usage: agent deploy | remove INSTANCE NAME [OWNER] | status INSTANCE NAME' ;;
esac
exit
`;

export const agentScript: string = [
  "#!/bin/sh\n# Parley's agent. Written by Parley; see provider/release in its sources.\n",
  common,
  placed,
  remove,
  status,
  deploy,
  main,
].join("");
