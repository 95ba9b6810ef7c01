#!/usr/local/bin/python
"""The part of Synapse's own start.py that runs a server: it changes the user, and wants a configuration."""

import os
import sys

USER = "991:991"


def fail(problem: str) -> None:
    sys.exit(f"{problem}")


def main() -> None:
    mode, rest = (sys.argv[1:2] or ["run"])[0], sys.argv[2:]
    if mode in ("generate", "migrate_config"):
        fail(f"the lab's image has no mode {mode}")
    if mode != "run":
        fail(f"Unknown execution mode '{mode}'")
    if not any(one.startswith(("--config-path", "-c")) for one in rest):
        path = os.environ.get("SYNAPSE_CONFIG_PATH", "/data/homeserver.yaml")
        if not os.path.exists(path):
            fail(f"Config file '{path}' does not exist.")
        rest += ["--config-path", path]
    worker = os.environ.get("SYNAPSE_WORKER", "synapse.app.homeserver")
    command = [sys.executable, *([] if "-m" in rest else ["-m", worker]), *rest]
    user = f"{os.environ['UID']}:{os.environ.get('GID', '991')}" if "UID" in os.environ else USER
    if "UID" in os.environ or os.getuid() == 0:
        command = ["/usr/sbin/gosu", user, *command]
    os.execv(command[0], command)


main()
