/** `parley doctor`: real servers that answer rightly, what cannot be told, and what is asked of whom. */
import { ask } from "../../cli/doctor/ask";
import { examine } from "../../cli/doctor/examine";
import { judge } from "../../cli/doctor/judge";
import { stepsOf } from "../../cli/doctor/steps";
import type { Deployment } from "../../components/deployment";
import { say } from "../support/answering";
import { answering, finding, jitsi, matrixrtc, step, verdicts, withTurn } from "../support/doctor";
import { deploymentOf } from "../support/planned";
import { stackFiles } from "../support/stackFiles";

jest.setTimeout(30_000);

const servers = answering();
const findings = (deployment: Deployment) => examine("home", deployment, servers.now.ways);
const versions = "GET matrix.example.org/_matrix/client/versions";

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

  it("is told so of TURN, where there is one", async () => {
    const all = await findings(withTurn);
    expect(verdicts(all).filter((one) => one.startsWith("turn"))).toEqual([
      "turn-name ok",
      "turn-certificate ok",
      "turn ok",
    ]);
    expect(all.filter(({ verdict }) => verdict === "wrong")).toEqual([]);
    expect(all.find(({ name }) => name === "turn")?.seen).toBe("401, realm livekit");
  });

  it("may serve the well-known file by a redirect, and federate on port 8448", async () => {
    servers.now.handlers = {
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
    const certificate = await finding(jitsi, "certificate", servers.now.ways);
    expect(certificate.seen).toBe("by parley-lab-cluster, for 29 days more");
  });
});

describe("what cannot be told", () => {
  it("is said of what needs an address, when the name has none", async () => {
    servers.now.addresses = [];
    const all = await findings(jitsi);
    expect(verdicts(all)).toEqual([
      "name wrong",
      ...["certificate", "redirect", "page", "config.js", "bosh", "websocket", "media-jvb"].map(
        (one) => `${one} unknown`,
      ),
    ]);
  });

  it("is said of a homeserver that does not list its features", async () => {
    servers.now.handlers = { [versions]: say(200, { versions: ["v1.12"] }) };
    expect(await finding(matrixrtc, "delayed-events", servers.now.ways)).toMatchObject({ verdict: "unknown" });
  });

  it("is not said of a UDP port that answers STUN", async () => {
    servers.now.datagram = (request) => Buffer.concat([Buffer.from("01010000", "hex"), request.subarray(4, 20)]);
    expect(await finding(jitsi, "media-jvb", servers.now.ways)).toMatchObject({
      verdict: "ok",
      seen: "it answers STUN",
    });
  });

  it("is said of a UDP port that answers something else", async () => {
    servers.now.datagram = () => Buffer.from("hello");
    expect((await finding(jitsi, "media-jvb", servers.now.ways)).verdict).toBe("unknown");
  });

  it("is said of bridges whose address only the cluster knows", () => {
    const steps = stepsOf("home", deploymentOf("examples/jitsi-kubernetes.yaml"));
    expect(steps.filter(({ question }) => !question).map(({ name }) => name)).toEqual(["media-jvb-0", "media-jvb-1"]);
  });
});

describe("a certificate", () => {
  it("is wrong before it ends, when it should have been renewed", async () => {
    const asked = step(jitsi, "certificate");
    const answer = await ask(asked.question, servers.now.ways);
    if (answer.to !== "certificate") throw new Error(answer.to);
    const left = (days: number) => judge(asked, { ...answer, now: answer.until - days * 86_400_000 });
    expect(left(6)).toMatchObject({ verdict: "ok" });
    expect(left(4)).toMatchObject({
      verdict: "wrong",
      seen: "by parley-lab-cluster, for 4 days more: it should have been renewed",
    });
  });

  it("of an authority of one's own needs --ca", async () => {
    const { ca: _, ...without } = servers.now.ways;
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
