/**
 * Docker with Compose v2 on the service's machine: found there, or installed from Debian. Pure.
 *
 * Nothing is written to /etc/docker/daemon.json: it belongs to whoever set the machine up, and what the services need of
 * it (log limits) they say themselves.
 */
import type { Release } from "../remote/release";

export interface DockerOptions {
  readonly instance: string;
  /** Install Debian's packages when Docker is missing. */
  readonly install: boolean;
}

/** Oldest Compose that knows everything the rendered files say. */
const oldestCompose = "2.20.0";

/** Checks, and installs if asked. Goes first: every other release of the machine needs it. */
export function dockerRelease({ instance, install }: DockerOptions): Release {
  return {
    instance,
    name: "docker",
    host: "service",
    title: install ? "Docker with Compose v2, installed when missing" : "Docker with Compose v2 is there",
    files: [{ path: "compose-usable.sh", content: usableScript, mode: 0o755 }],
    placed: [],
    commands: {
      validate: install
        ? validateInstall
        : `sh ./compose-usable.sh || {
  echo "install Docker with Compose v2, or set host.installDocker: true"; exit 1; }`,
      activate: install ? activateInstall : "sh ./compose-usable.sh",
      check: "docker info >/dev/null && sh ./compose-usable.sh",
      // Docker stays: other people's containers may have come to run on it, and removing it would stop them.
      deactivate: 'echo "Docker stays installed"',
      // The system's own updates change Docker: that is nobody's hand.
      observe: "",
    },
    checkSeconds: 60,
  };
}

const usableScript = `#!/bin/sh
# Succeeds when Docker's command line has Compose ${oldestCompose} or newer.
version=$(docker compose version --short 2>/dev/null) || { echo "Docker Compose v2 is not installed here"; exit 1; }
version=$(printf '%s' "$version" | sed 's/^v//')
printf '%s\\n' ${oldestCompose} "$version" | sort -V -C || {
  echo "Docker Compose $version is older than ${oldestCompose}"
  exit 1
}
`;

const validateInstall = `if sh ./compose-usable.sh >/dev/null; then exit 0; fi
. /etc/os-release
command -v apt-get >/dev/null || { echo "$PRETTY_NAME is not Debian: install Docker with Compose v2 yourself"; exit 1; }
if [ "$ID" = debian ] && [ "\${VERSION_ID:-99}" -lt 13 ]; then
  echo "$PRETTY_NAME has no package of Docker Compose v2: use Debian 13, or install Docker with Compose v2 yourself"
  exit 1
fi`;

const activateInstall = `if ! sh ./compose-usable.sh >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=a
  # Another apt may be at work, as on the first boot of a fresh machine.
  apt="apt-get -q -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3"
  $apt update
  $apt install -y --no-install-recommends ca-certificates docker.io docker-cli docker-compose
fi
if ! docker info >/dev/null 2>&1; then systemctl enable --now docker; fi`;
