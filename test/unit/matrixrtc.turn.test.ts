/** TURN: what is made for it, and that nothing is without it. */
import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { planDocument } from "../../cli/plan/document";
import { summary } from "../../cli/plan/summary";
import { matrixrtc } from "../../workloads/matrixrtc";
import { serviceOf } from "../../workloads/model";
import { display } from "../../workloads/value";
import { matrixrtcLike } from "../support/matrixrtc";
import { deploymentOf } from "../support/planned";

const example = "examples/matrixrtc-proxmox-turn.yaml";
const domain = "turn.call.example.org";
const settings = matrixrtcLike((_, section) => {
  section.livekit = { turn: { domain } };
  section.ports = { turn: 15_349 };
});
const livekitFile = (of: typeof settings) =>
  parse(display(serviceOf(matrixrtc(of), "livekit").files[0]?.content ?? ""));

describe("LiveKit", () => {
  test("speaks TURN without TLS, and tells clients of the name that has it", () => {
    expect(livekitFile(settings).turn).toEqual({ enabled: true, domain, tls_port: 5349, external_tls: true });
    expect(matrixrtc(settings).tlsRoutes).toEqual([
      expect.objectContaining({ host: domain, service: "livekit", port: 5349 }),
    ]);
    expect(serviceOf(matrixrtc(settings), "livekit").ports).toContainEqual(
      expect.objectContaining({ port: 5349, protocol: "tcp", reach: "proxy", published: 15_349 }),
    );
  });

  test("opens nothing more to the internet for it", () => {
    expect(matrixrtc(settings).media).toEqual(matrixrtc(matrixrtcLike()).media);
  });

  test("has nothing of it unless it is wanted", () => {
    const without = matrixrtc(matrixrtcLike());
    expect(livekitFile(matrixrtcLike())).not.toHaveProperty("turn");
    expect(without.tlsRoutes).toEqual([]);
    expect(serviceOf(without, "livekit").ports.map(({ port }) => port)).not.toContain(5349);
    expect(without.flows.filter(({ title }) => /TURN|relayed/.test(title))).toEqual([]);
  });
});

test("the notice that such clients cannot join is there without it, and gone with it", () => {
  const notice = /only port 443 through cannot join/;
  expect(matrixrtc(matrixrtcLike()).notices.filter((one) => notice.test(one))).toHaveLength(1);
  expect(matrixrtc(settings).notices.filter((one) => notice.test(one))).toEqual([]);
  expect(matrixrtc(settings).notices).toContainEqual(expect.stringContaining(`by TURN at ${domain}`));
});

describe("its name has a record of its own", () => {
  const fixed = deploymentOf(example, (raw) => {
    raw.dns = { provider: "loopia", zone: "example.org", address: "203.0.113.10", user: "parley@loopiaapi" };
  });
  const dynamic = deploymentOf(example);
  const names = (deployment: typeof fixed, type: RegExp) =>
    deployment.resources.filter((one) => type.test(one.type)).map(({ name }) => name);

  test("with a fixed address", () => {
    expect(fixed.dnsRecords.map(({ name, value }) => `${name} ${value}`)).toEqual([
      "call.example.org 203.0.113.10",
      `${domain} 203.0.113.10`,
    ]);
    expect(names(fixed, /AddressRecord/)).toEqual(["matrixrtc-record", "matrixrtc-record-turn-call-example-org"]);
    expect(fixed.releases.map(({ name }) => name)).toEqual(["docker", "matrixrtc", "dnat", "route"]);
  });

  test("with one that changes: a release by itself, so that it goes with the name", () => {
    expect(names(dynamic, /AddressRecord/)).toEqual([]);
    expect(names(dynamic, /DynamicRecord/)).toEqual(["matrixrtc-ddns", "matrixrtc-ddns-turn-call-example-org"]);
    const [first, second] = dynamic.releases.filter(({ name }) => name.startsWith("ddns"));
    const places = [first, second].flatMap((release) => release?.placed.map(({ at }) => at) ?? []);
    expect(new Set(places).size).toBe(4);
    const told = (release: typeof first) =>
      display(release?.files[0]?.content ?? "")
        .trim()
        .split("\n")
        .at(-1);
    expect([told(first), told(second)]).toEqual(["call.example.org", domain]);
  });

  test("and kept by hand", () => {
    const manual = deploymentOf(example, (raw) => {
      raw.dns = { provider: "manual", zone: "example.org", address: "203.0.113.10" };
    });
    expect(names(manual, /Record/)).toEqual([]);
    expect(manual.outputs.dnsRecords).toContainEqual(expect.objectContaining({ name: domain, provider: "manual" }));
  });

  test("of which the names of other resources do not depend", () => {
    const without = deploymentOf(example, (raw) => {
      raw.matrixrtc = { homeserver: (raw.matrixrtc as { homeserver: object }).homeserver };
    });
    const all = new Set(dynamic.resources.map(({ name }) => name));
    expect(without.resources.map(({ name }) => name).filter((name) => !all.has(name))).toEqual([]);
  });
});

test("the plan and the outputs say where it is", () => {
  const open = (file: string) => {
    const text = stripVTControlCharacters(summary(planDocument(file, deploymentOf(file)), { width: 100 }));
    return text.slice(text.indexOf("Open to the internet"), text.indexOf("Names"));
  };
  expect(open(example)).toMatch(/TCP 443 +TURN over TLS, turn\.call\.example\.org\n/);
  expect(open("examples/matrixrtc-proxmox.yaml")).not.toContain("TURN");
  expect(deploymentOf(example).outputs.turnUrl).toBe(`turns:${domain}:443?transport=tcp`);
  expect(deploymentOf("examples/matrixrtc-proxmox.yaml").outputs).not.toHaveProperty("turnUrl");
});
