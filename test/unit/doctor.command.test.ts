/** `parley doctor` as a command: its options, what it prints, its exit code. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { doctor } from "../../cli/doctor";
import { examine } from "../../cli/doctor/examine";
import type { Finding } from "../../cli/doctor/step";
import { say } from "../support/answering";
import { answering, jitsi, verdicts } from "../support/doctor";
import { root } from "../support/stackFiles";

jest.setTimeout(30_000);

const servers = answering();

describe("command", () => {
  const config = () => {
    const file = join(servers.now.folder, "config.yaml");
    writeFileSync(
      file,
      [
        "config:",
        "  parley:service: jitsi",
        "  parley:platform: host",
        "  parley:domain: meet.example.org",
        "  parley:host: { address: 127.0.0.1 }",
        "  parley:edge: { host: 127.0.0.1, interface: lo }",
        "",
      ].join("\n"),
    );
    return file;
  };

  /** What it prints, and the exit code that it sets. */
  async function run(options: Partial<Parameters<typeof doctor>[1]> = {}): Promise<{ out: string; code: unknown }> {
    const { dnsServers, portOf } = servers.now.ways;
    const written: string[] = [];
    const write = jest.spyOn(process.stdout, "write").mockImplementation((text) => {
      written.push(String(text));
      return true;
    });
    const before = process.exitCode;
    try {
      await doctor(config(), { patience: "2", ca: servers.now.authorityFile, ...options }, { dnsServers, portOf });
      return { out: stripVTControlCharacters(written.join("")), code: process.exitCode };
    } finally {
      write.mockRestore();
      process.exitCode = before;
    }
  }

  it("ends with 0 when nothing is wrong", async () => {
    const { out, code } = await run();
    expect(code).toBeUndefined();
    expect(out).toContain("ok     bosh: signalling over HTTP (BOSH) opens a session\n       200, a session\n");
    expect(out).toMatch(/Nothing is wrong; 1 cannot be told from here\.\n$/);
  });

  it("ends with 1 and a remedy when something is", async () => {
    servers.now.handlers = { "GET meet.example.org/": say(404, "") };
    const { out, code } = await run();
    expect(code).toBe(1);
    expect(out).toMatch(
      /WRONG {2}page: the page is served\n {7}the answer is 404: no route leads there\n {7}→ `npm run/,
    );
    expect(out).toMatch(/1 of 8 steps is wrong; 1 cannot be told from here\.\n$/);
  });

  it("asks where --resolve says, and not DNS", async () => {
    servers.now.dnsError = true;
    const { out, code } = await run({ resolve: ["meet.example.org:127.0.0.1"] });
    expect(code).toBeUndefined();
    expect(out).toContain("meet.example.org is asked at 127.0.0.1, as --resolve says");
  });

  it("prints the same as JSON", async () => {
    servers.now.handlers = { "GET meet.example.org/": say(404, "") };
    const { out, code } = await run({ json: true });
    expect(code).toBe(1);
    const said = JSON.parse(out) as { healthy: boolean; url: string; findings: Finding[] };
    expect(said).toMatchObject({ healthy: false, url: "https://meet.example.org" });
    expect(said.findings).toEqual((await findingsOfConfig()).map((one) => expect.objectContaining(one)));
  });

  const findingsOfConfig = async () =>
    verdicts(await examine("home", jitsi, servers.now.ways)).map((one) => {
      const [name, verdict] = one.split(" ");
      return { name, verdict };
    });

  it.each([
    [{ resolve: ["meet.example.org"] }, "--resolve meet.example.org: a name and an IPv4 address"],
    [{ resolve: ["meet.example.org:443:127.0.0.1"] }, "--resolve meet.example.org:443:127.0.0.1: a name and"],
    [{ ca: "/nowhere.pem" }, "--ca /nowhere.pem cannot be read: ENOENT"],
    [{ ca: __filename }, "holds no certificate in PEM"],
    [{ patience: "never" }, "--patience never: seconds, above 0, at most 300"],
  ])("refuses %j", async (options, message) => {
    await expect(run(options)).rejects.toMatchObject({ message: expect.stringContaining(message), exitCode: 2 });
  });

  it("is there for an operator, who gets the exit code", () => {
    const parley = (...args: string[]) =>
      spawnSync(process.execPath, [join(root, "bin/parley.mjs"), "doctor", ...args], { encoding: "utf8" });
    expect(parley("--help").stdout).toMatch(/--resolve <name:address>[\s\S]*Exit code: 0 when nothing is wrong/);
    const asked = parley(config(), "--resolve", "meet.example.org:127.0.0.1", "--patience", "1", "--json");
    // Whatever listens on this machine's port 443, it is not this service.
    expect(asked.status).toBe(1);
    expect(JSON.parse(asked.stdout)).toMatchObject({ healthy: false });
    expect(parley("nothing-of-that-name").status).toBe(2);
  });
});
