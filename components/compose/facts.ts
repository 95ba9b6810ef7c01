/**
 * Facts that only the machine can find out, kept in an env file that Compose interpolates from.
 *
 * The file stands outside the releases: a new release keeps what the last one knew.
 */
import type { FactName } from "../../workloads/value";
import { factVariable } from "./environment";
import type { ComposeOptions, Paths } from "./options";

/** `facts.sh`: writes the facts file. Keeps the last known address; fails only when there is none at all. */
export const factsScript = ({ domain }: ComposeOptions, { facts }: Paths): string => `#!/bin/sh
# The public address is what the world's DNS says: the edge keeps that record current.
set -eu
file='${facts}'
name='${factVariable("publicAddress")}'

# One address per record and socket type; a name in /etc/hosts may stand for this machine itself.
address=$(getent ahostsv4 '${domain}' | awk '$1 !~ /^(127|0)\\./ { print $1; exit }') || address=
case $address in
  *[!0-9.]*) address= ;;
esac

if [ -z "$address" ]; then
  if grep -q "^$name=." "$file" 2>/dev/null; then
    echo '${domain} has no IPv4 address just now; keeping the last one' >&2
    exit 0
  fi
  echo '${domain} has no IPv4 address yet, and none is known from before: set its A record, then deploy again' >&2
  exit 1
fi

if [ "$(cat "$file" 2>/dev/null)" != "$name=$address" ]; then
  umask 022
  echo "$name=$address" > "$file.new"
  mv -f "$file.new" "$file"
  echo "${domain} is at $address"
fi
`;

/** Brings the containers up again when the facts are not those they run with. */
export const followFactsScript = ({ release, current, facts, applied }: Paths): string => `#!/bin/sh
set -eu
cd '${current}'
sh facts.sh
cmp -s '${facts}' '${applied}' && exit
# Who deploys, or looks at what runs, holds this lock; afterwards there may be another release, and nothing left to do.
exec flock '${release}' sh -euc "cd '${current}'; cmp -s '${facts}' '${applied}' || exec sh up.sh"
`;

/** Stand-ins for commands that need no real fact. */
export const factStandIns = (names: readonly FactName[]): string =>
  names.map((name) => `${factVariable(name)}=192.0.2.1 `).join("");
