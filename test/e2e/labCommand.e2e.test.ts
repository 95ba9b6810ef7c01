/** `npm run lab`, as a contributor types it: up with the service in it, a look inside, a change, and nothing left. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../cli/root";
import { execute } from "../../lab/world/command";
import { down } from "../../lab/world/down";
import { places } from "../../lab/world/places";
import { files, mounts, namespaces, processes } from "../../lab/world/remains";
import { labSuite } from "./world/testLab";

jest.setTimeout(30 * 60_000);

const lab = places("parley-test-command");
const npmLab = (...words: string[]) =>
  execute([process.execPath, "bin/parley.mjs", "lab", ...words], {
    cwd: projectRoot(),
    env: { ...process.env, PARLEY_LAB_NAME: lab.name },
    timeout: 20 * 60_000,
  });

labSuite("npm run lab", () => {
  beforeAll(() => down(lab));
  afterAll(() => down(lab));

  test("up brings the service up, and says where everything is", async () => {
    const { code, stdout, stderr } = await npmLab("up");
    expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("https://meet.example.org/");
    expect(stdout).toContain("The lab parley-test-command is up.");
  });

  test("`docker ps` in the container shows the services, healthy", async () => {
    const { stdout } = await npmLab("shell", "160", "docker", "ps", "--format={{.Image}} {{.Status}}");
    const lines = stdout.trim().split("\n").sort();
    expect(lines.map((line) => line.split(":")[0])).toEqual(
      ["jicofo", "jvb", "prosody", "web"].map((name) => `ghcr.io/jitsi/${name}`),
    );
    for (const line of lines) expect(line).toContain("(healthy)");
  });

  test("pulumi works on the lab's stack, with the settings as they were edited", async () => {
    expect((await npmLab("pulumi", "preview", "--expect-no-changes")).code).toBe(0);
    const file = join(lab.folder, "stack", "program", "Pulumi.lab.yaml");
    writeFileSync(file, readFileSync(file, "utf8").replace("domain: meet.", "domain: meet_"));
    const refused = await npmLab("pulumi", "preview");
    expect(refused.code).toBe(1);
    expect(refused.stdout + refused.stderr).toContain("parley:domain");
    expect(refused.stderr).toContain(file);
  });

  test("what it does not know is refused, with what it knows", async () => {
    const refused = await npmLab("sideways");
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toContain('There is no "lab sideways": prepare, up, empty, pulumi');
  });

  test("down leaves no process, namespace, mount or file", async () => {
    expect((await npmLab("down")).code).toBe(0);
    expect([processes(lab), namespaces(lab), mounts(lab), files(lab)]).toEqual([[], [], [], []]);
  });
});
