/** Docker's release: what its checks say of a machine. Stand-ins for `docker`, real shell. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dockerRelease } from "../../components/compose/dockerRelease";

const bin = mkdtempSync(join(tmpdir(), "parley-docker-"));
afterAll(() => rmSync(bin, { recursive: true, force: true }));

/** Runs a command of the release on a machine whose Compose calls itself a version. */
function run(install: boolean, command: "validate" | "activate" | "check", version: string | undefined) {
  const release = dockerRelease({ instance: "meet-example-org", install });
  for (const file of release.files) writeFileSync(join(bin, file.path), String(file.content), { mode: file.mode });
  const docker = version === undefined ? "exit 1" : `[ "$1" = info ] || echo ${version}`;
  writeFileSync(join(bin, "docker"), `#!/bin/sh\n${docker}\n`, { mode: 0o755 });
  const script = `set -eu\n${release.commands[command]}`;
  const env = { PATH: `${bin}:${process.env.PATH}` };
  const { status, stdout } = spawnSync("sh", ["-c", script], { cwd: bin, env, encoding: "utf8" });
  return { status, stdout };
}

test.each(["2.20.0", "v2.26.1", "2.26.1-4", "v5.0.1", "2.100.0"])("Compose %s is used as it is", (version) => {
  expect(run(false, "validate", version).status).toBe(0);
  expect(run(true, "validate", version).status).toBe(0);
  expect(run(true, "activate", version)).toEqual({ status: 0, stdout: "" });
  expect(run(false, "check", version).status).toBe(0);
});

test.each(["2.19.9", "1.29.2"])("Compose %s is too old", (version) => {
  const { status, stdout } = run(false, "validate", version);
  expect(status).toBe(1);
  expect(stdout).toContain("is older than 2.20.0");
});

test("a machine without Compose: the message names the setting", () => {
  expect(run(false, "validate", undefined).stdout).toContain("set host.installDocker: true");
});
