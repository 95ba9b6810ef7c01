/** The plan as data, as a summary and as a folder. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { configFile } from "../../cli/plan/configFile";
import { planDocument } from "../../cli/plan/document";
import { loadPlan } from "../../cli/plan/load";
import { summary } from "../../cli/plan/summary";
import { writePlan } from "../../cli/plan/write";
import { UserError } from "../../cli/userError";
import { fakeDeployment } from "../support/deployment";
import { root } from "../support/stackFiles";

const plan = planDocument("prod", fakeDeployment());

describe("plan as data", () => {
  it("shows secrets as references and leaves out ciphertext", () => {
    const text = JSON.stringify(plan);
    expect(text).toContain("{{secret:jvbAuth}}");
    expect(text).toContain("{{secret:credentials.loopiaPassword}}");
    expect(text).not.toContain("v1:ciphertext");
  });

  it("says who uses a secret", () => {
    expect(plan.secrets[0]?.usedBy).toEqual(["jvb", "prosody"]);
  });

  it("says how many people it should carry", () => {
    expect(plan.capacity.estimates.map(({ meeting }) => meeting)).toEqual(["small", "one", "audio"]);
  });

  it("knows one machine from two", () => {
    expect(plan.machines.map((machine) => machine.roles)).toEqual([["edge"], ["service"]]);
    const one = planDocument("prod", fakeDeployment({ oneMachine: true }));
    expect(one.machines.map((machine) => machine.roles)).toEqual([["edge", "service"]]);
  });
});

describe("summary", () => {
  it.each([60, 80, 200])("names everything and stays within %d columns", (width) => {
    const text = stripVTControlCharacters(summary(plan, { width }));
    for (const word of [
      "https://meet.example.org",
      "one meeting, cameras on",
      "UDP 10000",
      "jvb",
      "dnat",
      "Container 160 on pve",
    ]) {
      expect(text).toContain(word);
    }
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(width);
  });
});

describe("configuration", () => {
  it("is a stack by name or a file", () => {
    expect(configFile("prod").label).toBe("prod");
    expect(configFile("Pulumi.prod.yaml").label).toBe("prod");
    expect(configFile("examples/jitsi-host.yaml").label).toBe("examples/jitsi-host.yaml");
  });

  it("suggests the nearest stack", () => {
    expect(() => configFile("prdo")).toThrow(/Stacks here: .*prod.*\nDid you mean `prod`\?/);
  });
});

describe("written plan", () => {
  let base: string;
  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), "parley-plan-"));
  });
  afterEach(() => rmSync(base, { recursive: true }));

  const files = (folder: string) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((file) => [file.slice(folder.length), readFileSync(file, "utf8")]);

  it("holds every file where the host has it, and nothing that changes from run to run", () => {
    const [one, two] = [writePlan(join(base, "a/one"), plan), writePlan(join(base, "two"), plan)];
    expect(files(one)).toEqual(files(two));
    expect(readFileSync(join(one, "releases/service/jitsi/secrets.env"), "utf8")).toBe("JVB={{secret:jvbAuth}}\n");
    expect(readFileSync(join(one, "placed.txt"), "utf8")).toContain(
      "edge\t/etc/nftables.d/meet.nft\treleases/edge/dnat",
    );
  });

  it("replaces a former plan whole", () => {
    const folder = writePlan(join(base, "out"), plan);
    writePlan(folder, { ...plan, releases: plan.releases.slice(0, 1) });
    expect(existsSync(join(folder, "releases/edge"))).toBe(false);
    expect(readdirSync(base)).toEqual(["out"]);
  });

  it.each([
    ["a folder of somebody else's", (out: string) => mkdirSync(out)],
    ["a plan with a file of the user's in it", (out: string) => writePlan(out, plan)],
  ])("leaves %s alone", (_, prepare) => {
    const out = join(base, "out");
    prepare(out);
    writeFileSync(join(out, "notes.txt"), "mine");
    expect(() => writePlan(out, plan)).toThrow(/notes\.txt/);
    expect(readFileSync(join(out, "notes.txt"), "utf8")).toBe("mine");
  });

  it("notices a rendered file that was changed by hand", () => {
    const out = writePlan(join(base, "out"), plan);
    writeFileSync(join(out, "placed.txt"), "changed");
    expect(() => writePlan(out, plan)).toThrow(UserError);
  });
});

it("names the credentials that are still to be handed over, and none that are there", () => {
  const notices = (name: string) =>
    loadPlan({ file: join(root, `Pulumi.${name}.yaml`), label: name }).notices.join("\n");
  expect(notices("prod")).toMatch(
    /parley:credentials.*: proxmoxPassword, sshPrivateKey, loopiaPassword, keycloakClientSecret\./,
  );
  expect(notices("demo")).not.toContain("parley:credentials");
});
