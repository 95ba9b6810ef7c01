/** `parley doctor`: each step against real servers that answer rightly, and wrongly in every way that has a word of its own. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { doctor } from "../../cli/doctor";
import { ask, type Ways } from "../../cli/doctor/ask";
import { examine } from "../../cli/doctor/examine";
import { judge } from "../../cli/doctor/judge";
import type { Finding } from "../../cli/doctor/step";
import { stepsOf } from "../../cli/doctor/steps";
import type { Deployment } from "../../components/deployment";
import { freePort } from "../../lab/world/freePort";
import { Answering, accepted, say } from "../support/answering";
import { deploymentOf } from "../support/planned";
import { root, stackFiles } from "../support/stackFiles";

jest.setTimeout(30_000);

let servers: Answering;
beforeAll(async () => {
  servers = await Answering.start();
});
beforeEach(() => servers.reset());
afterAll(() => servers.end());

/** At the loopback address. */
const here = (raw: Record<string, unknown>) => {
  raw.dns = { provider: "manual", zone: "example.org", address: "127.0.0.1" };
};
const jitsi = deploymentOf("examples/jitsi-host-public.yaml", here);
const matrixrtc = deploymentOf("examples/matrixrtc-proxmox.yaml", here);

const findings = (deployment: Deployment) => examine("home", deployment, servers.ways);
/** What comes of one step. */
async function finding(deployment: Deployment, name: string, ways: Ways = servers.ways): Promise<Finding> {
  const step = stepsOf("home", deployment).find((one) => one.name === name);
  if (!step?.question) throw new Error(`no question in the step ${name}`);
  return judge(step, await ask(step.question, ways));
}
const verdicts = (all: readonly Finding[]) => all.map(({ name, verdict }) => `${name} ${verdict}`);

describe("a deployment that answers rightly", () => {
  it("is told so, step by step, for Jitsi", async () => {
    expect(verdicts(await findings(jitsi))).toEqual([
      ...["name ok", "certificate ok", "redirect ok", "page ok", "config.js ok", "bosh ok", "websocket ok"],
      "media-jvb unknown",
    ]);
  });

  it("is told so, step by step, for MatrixRTC", async () => {
    expect(verdicts(await findings(matrixrtc))).toEqual([
      ...["name ok", "certificate ok", "redirect ok", "page ok", "config.json ok", "sfu ok", "jwt ok"],
      ...["well-known ok", "homeserver ok", "delayed-events ok", "transports ok", "openid ok"],
      ...["media-livekit unknown", "media-livekit-tcp ok"],
    ]);
  });

  it("may serve the well-known file by a redirect, and federate on port 8448", async () => {
    servers.handlers = {
      "GET example.org/.well-known/matrix/client": say(302, "", { location: "https://matrix.example.org/client.json" }),
      "GET matrix.example.org/client.json": (response) =>
        say(
          200,
          {
            "m.homeserver": { base_url: "https://matrix.example.org" },
            "org.matrix.msc4143.rtc_foci": [
              { type: "livekit", livekit_service_url: "https://call.example.org/livekit/jwt" },
            ],
          },
          { "access-control-allow-origin": "*" },
        )(response),
      "GET example.org/.well-known/matrix/server": say(404, ""),
      "GET example.org/_matrix/federation/v1/openid/userinfo": say(401, { errcode: "M_UNKNOWN_TOKEN" }),
    };
    const all = await findings(matrixrtc);
    expect(all.filter(({ verdict }) => verdict === "wrong")).toEqual([]);
    expect(all.find(({ name }) => name === "openid")?.seen).toBe("example.org:8448: 401, M_UNKNOWN_TOKEN");
  });

  it("says how long the certificate is good for, and by whom", async () => {
    const certificate = await finding(jitsi, "certificate");
    expect(certificate.seen).toBe("by parley-lab-cluster, for 29 more days");
  });
});

const html = say(200, "<!doctype html>", { "content-type": "text/html" });
const on = (asked: string, handler: ReturnType<typeof say>) => () => {
  servers.handlers = { [asked]: handler };
};
const silent = () => undefined;

/** Step, what is wrong with it, how it is made wrong, what is said, what is advised. */
type Fault = readonly [
  step: string,
  fault: string,
  cause: () => unknown,
  seen: RegExp | string,
  remedy: RegExp | string,
];

const webFaults: readonly Fault[] = [
  [
    "name",
    "another address",
    () => {
      servers.addresses = ["127.0.0.2"];
    },
    "meet.example.org is 127.0.0.2; the settings say 127.0.0.1",
    "set the record meet.example.org A 127.0.0.1 where you keep the zone",
  ],
  [
    "name",
    "a second address",
    () => {
      servers.addresses = ["127.0.0.1", "127.0.0.2"];
    },
    "meet.example.org is 127.0.0.1, 127.0.0.2; the settings say 127.0.0.1",
    /^set the record/,
  ],
  [
    "name",
    "no address",
    () => {
      servers.addresses = [];
    },
    "meet.example.org has no address",
    /^set the record/,
  ],
  [
    "name",
    "a resolver that fails",
    () => {
      servers.dnsError = true;
    },
    "DNS does not answer (ESERVFAIL)",
    /--resolve/,
  ],
  [
    "certificate",
    "another name",
    () => servers.show("other", ["www.example.org"]),
    "the certificate is for www.example.org, not for meet.example.org",
    "make caddy get a certificate for meet.example.org; its log says why it has none",
  ],
  [
    "certificate",
    "an end in the past",
    () => servers.show("right", ["meet.example.org"], -1),
    /^the certificate ended on \d{4}-\d\d-\d\d$/,
    /^make caddy/,
  ],
  [
    "certificate",
    "an own signature",
    () => servers.showOwn("meet.example.org"),
    "clients refuse the certificate of meet.example.org: nobody but its server has signed it",
    /--ca FILE/,
  ],
  [
    "certificate",
    "Traefik's own",
    () => servers.showOwn("TRAEFIK DEFAULT CERT"),
    "Traefik has no certificate for meet.example.org and shows its own",
    /^make caddy/,
  ],
  [
    "certificate",
    "no TLS",
    () => {
      servers.ports[443] = servers.ports[80] ?? 0;
    },
    "what listens there does not speak TLS",
    /^let TCP 80 and 443 through to caddy on the host/,
  ],
  [
    "certificate",
    "nobody there",
    async () => {
      servers.ports[443] = await freePort();
    },
    /^the connection is refused/,
    /^let TCP 80 and 443 through/,
  ],
  [
    "redirect",
    "a page in its place",
    () => {
      servers.plain = (_, response) => html(response);
    },
    "plain HTTP is answered with 200 in place of a redirect",
    /refresh --stack home/,
  ],
  [
    "redirect",
    "another place",
    () => {
      servers.plain = (_, response) => say(302, "", { location: "https://www.example.org/" })(response);
    },
    "302 to https://www.example.org/ in place of https://meet.example.org/",
    /refresh --stack home/,
  ],
  [
    "redirect",
    "nobody there",
    async () => {
      servers.ports[80] = await freePort();
    },
    /^the connection is refused/,
    /^let TCP 80 and 443 through/,
  ],
  [
    "redirect",
    "silence",
    () => {
      servers.plain = silent;
    },
    /^no answer in time/,
    /^let TCP 80 and 443 through/,
  ],
  [
    "page",
    "no route",
    on("GET meet.example.org/", say(404, "")),
    "the answer is 404: no route leads there",
    /refresh --stack home/,
  ],
  [
    "page",
    "no service behind the proxy",
    on("GET meet.example.org/", say(502, "")),
    "the answer is 502: the reverse proxy finds no service behind it",
    "`docker compose --project-name meet-example-org ps --all` on 203.0.113.20 says which service does not run",
  ],
  [
    "page",
    "a file",
    on("GET meet.example.org/", say(200, "{}", { "content-type": "application/json" })),
    "200, but application/json in place of a page",
    /./,
  ],
  [
    "page",
    "another place",
    on("GET meet.example.org/", say(302, "", { location: "/login" })),
    "the answer is 302, to /login",
    /./,
  ],
  ["page", "an error", on("GET meet.example.org/", say(500, "")), "the answer is 500", /./],
  [
    "page",
    "a connection that is cut",
    () => {
      servers.handlers = { "GET meet.example.org/": (response) => response.destroy() };
    },
    "the connection is cut before there is an answer",
    /./,
  ],
];

const jitsiFaults: readonly Fault[] = [
  [
    "config.js",
    "the page in its place",
    on("GET meet.example.org/config.js", html),
    "200, but a page in place of config.js",
    /docker compose/,
  ],
  [
    "config.js",
    "another service's",
    on(
      "GET meet.example.org/config.js",
      say(200, "var config = {};\nconfig.bosh = 'https://old.example.org/' + subdir + 'http-bind';\n"),
    ),
    "config.js does not name https://meet.example.org/http-bind and wss://meet.example.org/xmpp-websocket, but old.example.org",
    /docker compose/,
  ],
  [
    "bosh",
    "the page in its place",
    on("POST meet.example.org/http-bind", html),
    "200, but a page in place of a session",
    /refresh/,
  ],
  [
    "bosh",
    "a host that Prosody does not know",
    on("POST meet.example.org/http-bind", say(200, "<body type='terminate' condition='host-unknown'/>")),
    "Prosody refuses the session (host-unknown)",
    /docker compose/,
  ],
  [
    "bosh",
    "no session",
    on("POST meet.example.org/http-bind", say(200, "<?xml version='1.0'?><body/>")),
    "200, but no session in it",
    /./,
  ],
  [
    "bosh",
    "Prosody away",
    on("POST meet.example.org/http-bind", say(503, "")),
    /^the answer is 503: the reverse proxy finds no service/,
    /docker compose/,
  ],
  [
    "websocket",
    "a proxy that does not upgrade",
    () => {
      servers.upgrade = (socket) => socket.end("HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\n\r\n");
    },
    "the answer is 426: the upgrade does not get through",
    /every proxy on the way has to pass WebSockets on$/,
  ],
  [
    "websocket",
    "Prosody away",
    () => {
      servers.upgrade = (socket) => socket.end("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n");
    },
    /^the answer is 502: the reverse proxy finds no service/,
    /docker compose/,
  ],
  [
    "websocket",
    "an answer to another question",
    () => {
      servers.upgrade = (socket) => socket.end(accepted("another", "xmpp"));
    },
    "101, but the answer is not to this question: a proxy answers for others",
    /./,
  ],
  [
    "websocket",
    "another protocol",
    () => {
      servers.upgrade = (socket, key) => socket.end(accepted(key, "chat"));
    },
    "101, but chat in place of xmpp",
    /./,
  ],
  [
    "media-jvb",
    "nothing listens",
    async () => {
      servers.ports[10_000] = await freePort();
    },
    "the machine says that nothing listens there",
    "let UDP 10000 through to the host, also in the provider's firewall",
  ],
];

const versions = "GET matrix.example.org/_matrix/client/versions";
const transports = "GET matrix.example.org/_matrix/client/unstable/org.matrix.msc4143/rtc/transports";
const client = "GET example.org/.well-known/matrix/client";
const jwt = "POST call.example.org/livekit/jwt/sfu/get";
const json = { "access-control-allow-origin": "*", "content-type": "application/json" };

const matrixFaults: readonly Fault[] = [
  [
    "config.json",
    "the page in its place",
    on("GET call.example.org/config.json", html),
    "200, but a page in place of JSON",
    /docker compose/,
  ],
  [
    "config.json",
    "another homeserver",
    on(
      "GET call.example.org/config.json",
      say(200, { default_server_config: { "m.homeserver": { base_url: "https://matrix.org" } } }),
    ),
    "it names https://matrix.org in place of https://matrix.example.org",
    /./,
  ],
  [
    "sfu",
    "the page in its place",
    on("GET call.example.org/livekit/sfu/", html),
    "200, but a page in place of OK",
    /refresh/,
  ],
  [
    "sfu",
    "stuck",
    on("GET call.example.org/livekit/sfu/", say(406, "Not Ready")),
    "406: it is there, and too busy or stuck to look after itself",
    /docker compose/,
  ],
  [
    "jwt",
    "a prefix that was left on",
    on(jwt, say(404, "404 page not found\n")),
    "404 by the service itself: the reverse proxy did not take the prefix away",
    /refresh/,
  ],
  [
    "jwt",
    "no CORS",
    on(jwt, say(400, { errcode: "M_BAD_JSON" })),
    "M_BAD_JSON, but without the header Access-Control-Allow-Origin: *",
    /./,
  ],
  [
    "jwt",
    "another error",
    on(jwt, say(500, { errcode: "M_UNKNOWN" }, json)),
    "500, M_UNKNOWN in place of M_BAD_JSON",
    /docker compose/,
  ],
  ["jwt", "the page in its place", on(jwt, html), "200, but a page in place of M_BAD_JSON", /refresh/],
  [
    "jwt",
    "away",
    on(jwt, say(502, "Bad Gateway")),
    "the answer is 502: the reverse proxy finds no service behind it",
    /docker compose/,
  ],
  ["well-known", "no file", on(client, say(404, "")), "404: there is no such file", /output `wellKnownClient`/],
  [
    "well-known",
    "the page in its place",
    on(client, html),
    "200, but a page in place of JSON",
    /output `wellKnownClient`/,
  ],
  [
    "well-known",
    "nothing of ours, and no headers",
    on(client, say(200, { "m.homeserver": { base_url: "https://hs.example.org" } })),
    "rtc_foci names no LiveKit in place of https://call.example.org/livekit/jwt; m.homeserver is https://hs.example.org; the settings say https://matrix.example.org; the header Access-Control-Allow-Origin: * is missing, so browsers do not let Element read it",
    /output `wellKnownClient`/,
  ],
  [
    "well-known",
    "another LiveKit",
    on(
      client,
      say(
        200,
        {
          "m.homeserver": { base_url: "https://matrix.example.org" },
          "org.matrix.msc4143.rtc_foci": [{ type: "livekit", livekit_service_url: "https://old.example.org" }],
        },
        json,
      ),
    ),
    "rtc_foci names https://old.example.org in place of https://call.example.org/livekit/jwt",
    /./,
  ],
  ["homeserver", "another thing there", on(versions, html), "200, but a page in place of versions", /baseUrl/],
  ["homeserver", "away", on(versions, say(504, "")), /^the answer is 504/, /./],
  [
    "delayed-events",
    "switched off",
    on(versions, say(200, { versions: ["v1.12"], unstable_features: { "org.matrix.msc4140": false } })),
    "org.matrix.msc4140 is off",
    "add what `homeserverYaml` says (max_event_delay_duration) to example.org's homeserver.yaml, and restart it",
  ],
  [
    "transports",
    "switched off",
    on(transports, say(404, { errcode: "M_UNRECOGNIZED", error: "Unrecognized request" })),
    "404, M_UNRECOGNIZED: it is not switched on there",
    /msc4143_enabled and matrix_rtc/,
  ],
  [
    "openid",
    "a listener without federation",
    on("GET matrix.example.org/_matrix/federation/v1/openid/userinfo", say(404, { errcode: "M_UNRECOGNIZED" })),
    "matrix.example.org:443: 404, M_UNRECOGNIZED: it is not switched on there",
    /`federation` or `openid`/,
  ],
  [
    "media-livekit",
    "nothing listens",
    async () => {
      servers.ports[7882] = await freePort();
    },
    "the machine says that nothing listens there",
    /^let UDP 7882 through to 172.16.10.1/,
  ],
  [
    "media-livekit-tcp",
    "nothing listens",
    async () => {
      servers.ports[7881] = await freePort();
    },
    "the connection is refused: nothing listens there, or a firewall says no",
    /^let TCP 7881 through to 172.16.10.1/,
  ],
];

describe.each([
  ["every service", jitsi, webFaults],
  ["Jitsi", jitsi, jitsiFaults],
  ["MatrixRTC", matrixrtc, matrixFaults],
] as const)("what is wrong with %s", (_, deployment, faults) => {
  it.each(faults)("%s: %s", async (step, _fault, cause, seen, remedy) => {
    await cause();
    const found = await finding(deployment, step);
    expect(found).toMatchObject({ verdict: "wrong" });
    expect(found.seen).toEqual(typeof seen === "string" ? seen : expect.stringMatching(seen));
    expect(found.remedy).toEqual(typeof remedy === "string" ? remedy : expect.stringMatching(remedy));
  });
});

describe("what cannot be told", () => {
  it("is said of what needs an address, when the name has none", async () => {
    servers.addresses = [];
    const all = await findings(jitsi);
    expect(verdicts(all)).toEqual([
      "name wrong",
      ...["certificate", "redirect", "page", "config.js", "bosh", "websocket", "media-jvb"].map(
        (one) => `${one} unknown`,
      ),
    ]);
  });

  it("is said of a homeserver that does not list its features", async () => {
    servers.handlers = { [versions]: say(200, { versions: ["v1.12"] }) };
    expect(await finding(matrixrtc, "delayed-events")).toMatchObject({ verdict: "unknown" });
  });

  it("is not said of a UDP port that answers STUN", async () => {
    servers.datagram = (request) => Buffer.concat([Buffer.from("01010000", "hex"), request.subarray(4, 20)]);
    expect(await finding(jitsi, "media-jvb")).toMatchObject({ verdict: "ok", seen: "it answers STUN" });
  });

  it("is said of a UDP port that answers something else", async () => {
    servers.datagram = () => Buffer.from("hello");
    expect((await finding(jitsi, "media-jvb")).verdict).toBe("unknown");
  });

  it("is said of bridges whose address only the cluster knows", () => {
    const steps = stepsOf("home", deploymentOf("examples/jitsi-kubernetes.yaml"));
    expect(steps.filter(({ question }) => !question).map(({ name }) => name)).toEqual(["media-jvb-0", "media-jvb-1"]);
  });
});

describe("a certificate", () => {
  it("is wrong before it ends, when it should have been renewed", async () => {
    const step = stepsOf("home", jitsi).find(({ name }) => name === "certificate");
    if (!step?.question) throw new Error("no question");
    const answer = await ask(step.question, servers.ways);
    if (answer.to !== "certificate") throw new Error(answer.to);
    const left = (days: number) => judge(step, { ...answer, now: answer.until - days * 86_400_000 });
    expect(left(6)).toMatchObject({ verdict: "ok" });
    expect(left(4)).toMatchObject({
      verdict: "wrong",
      seen: "by parley-lab-cluster, for 4 more days: it should have been renewed",
    });
  });

  it("of an authority of one's own needs --ca", async () => {
    const { ca: _, ...without } = servers.ways;
    const { seen } = await finding(jitsi, "certificate", without);
    expect(seen).toMatch(/^clients refuse the certificate of parley-lab-cluster: its authority is not one/);
    expect((await finding(matrixrtc, "well-known", without)).seen).toMatch(/^clients refuse the certificate/);
    // Whether the rest works is asked all the same.
    expect(await finding(jitsi, "page", without)).toMatchObject({ verdict: "ok" });
  });
});

describe("steps", () => {
  it.each(stackFiles)("%s: each has a name of its own, and nothing in them but data", (file) => {
    const steps = stepsOf("home", deploymentOf(file));
    expect(new Set(steps.map(({ name }) => name)).size).toBe(steps.length);
    expect(JSON.parse(JSON.stringify(steps))).toEqual(steps);
  });

  it("expect any address where it changes by itself", () => {
    const [name] = stepsOf("prod", deploymentOf("Pulumi.prod.yaml"));
    expect(name?.expect).toEqual({ of: "address", name: "meet.example.org" });
  });

  it("leave out the redirect where Parley makes none", () => {
    const names = (file: string) => stepsOf("home", deploymentOf(file)).map(({ name }) => name);
    expect(names("examples/jitsi-kubernetes.yaml")).toContain("redirect");
    expect(names("examples/jitsi-kubernetes-gateway.yaml")).toContain("redirect");
    expect(names("examples/jitsi-kubernetes-hostnetwork.yaml")).not.toContain("redirect");
    expect(names("examples/jitsi-kubernetes-scaled.yaml")).not.toContain("redirect");
  });

  it("advise by platform", () => {
    const advice = stepsOf("home", deploymentOf("examples/jitsi-kubernetes.yaml"))[0]?.advice;
    expect(advice?.service).toMatch(/^`npm run preflight -- home --running`/);
    expect(advice?.entry).toMatch(/ingress \(nginx\)/);
    // A file is no stack.
    expect(stepsOf("a/b.yaml", jitsi)[0]?.advice.route).toContain("--stack NAME");
  });
});

describe("command", () => {
  const config = () => {
    const file = join(servers.folder, "config.yaml");
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
    const { dnsServers, portOf } = servers.ways;
    const written: string[] = [];
    const write = jest.spyOn(process.stdout, "write").mockImplementation((text) => {
      written.push(String(text));
      return true;
    });
    const before = process.exitCode;
    try {
      await doctor(config(), { patience: "2", ca: servers.authorityFile, ...options }, { dnsServers, portOf });
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
    servers.handlers = { "GET meet.example.org/": say(404, "") };
    const { out, code } = await run();
    expect(code).toBe(1);
    expect(out).toMatch(
      /WRONG {2}page: the page is served\n {7}the answer is 404: no route leads there\n {7}→ `npm run/,
    );
    expect(out).toMatch(/1 of 8 steps is wrong; 1 cannot be told from here\.\n$/);
  });

  it("asks where --resolve says, and not DNS", async () => {
    servers.dnsError = true;
    const { out, code } = await run({ resolve: ["meet.example.org:127.0.0.1"] });
    expect(code).toBeUndefined();
    expect(out).toContain("meet.example.org is asked at 127.0.0.1, as --resolve says");
  });

  it("prints the same as JSON", async () => {
    servers.handlers = { "GET meet.example.org/": say(404, "") };
    const { out, code } = await run({ json: true });
    expect(code).toBe(1);
    const said = JSON.parse(out) as { healthy: boolean; url: string; findings: Finding[] };
    expect(said).toMatchObject({ healthy: false, url: "https://meet.example.org" });
    expect(said.findings).toEqual((await findingsOfConfig()).map((one) => expect.objectContaining(one)));
  });

  const findingsOfConfig = async () =>
    verdicts(await findings(jitsi)).map((one) => {
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
    expect(parley("--help").stdout).toMatch(/--resolve <name:address>[^]*Exit code: 0 when nothing is wrong/);
    const asked = parley(config(), "--resolve", "meet.example.org:127.0.0.1", "--patience", "1", "--json");
    // Whatever listens on this machine's port 443, it is not this service.
    expect(asked.status).toBe(1);
    expect(JSON.parse(asked.stdout)).toMatchObject({ healthy: false });
    expect(parley("nothing-of-that-name").status).toBe(2);
  });
});
