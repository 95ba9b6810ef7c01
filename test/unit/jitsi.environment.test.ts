import { describe, expect, test } from "@jest/globals";
import type { JitsiSettings } from "../../settings/settings";
import { jitsi } from "../../workloads/jitsi";
import { serviceOf } from "../../workloads/model";
import { secretsIn } from "../../workloads/value";
import { hostLike, prodLike } from "../support/settings";
import { env, envOf, everythingOn, plain } from "../support/workload";

describe("environment", () => {
  test("nothing obsolete, nothing that no template reads", () => {
    const names = everythingOn.services.flatMap((service) => Object.keys(service.env));
    const gone =
      /COLIBRI_WEBSOCKET|JVB_WS_|JICOFO_COMPONENT_SECRET|JICOFO_AUTH_USER|ENABLE_SCTP|ENABLE_OCTO_SCTP|DOCKER_HOST_ADDRESS|XMPP_RECORDER_DOMAIN|WHITEBOARD_ENABLED|TOKEN_AUTH_URL|^WAIT_FOR_HOST$/;
    expect(names.filter((name) => gone.test(name))).toEqual([]);
  });

  test("TLS ends at the edge", () => {
    expect(envOf(serviceOf(plain, "web"))).toMatchObject({
      DISABLE_HTTPS: "1",
      ENABLE_LETSENCRYPT: "0",
      PUBLIC_URL: "https://meet.example.org",
      XMPP_BOSH_URL_BASE: "http://xmpp.meet.jitsi:5280",
    });
  });

  test("features reach both the client and Prosody", () => {
    const off = {
      lobby: false,
      avModeration: false,
      breakoutRooms: false,
      endConference: false,
      prejoinPage: false,
      peerToPeer: false,
    };
    const settings = prodLike({ jitsi: { features: off, maxParticipants: 20 } });
    expect(env(settings, "web")).toMatchObject({
      ENABLE_BREAKOUT_ROOMS: "0",
      ENABLE_PREJOIN_PAGE: "0",
      ENABLE_P2P: "0",
    });
    expect(env(settings, "prosody")).toMatchObject({
      ...{ ENABLE_LOBBY: "0", ENABLE_AV_MODERATION: "0", ENABLE_BREAKOUT_ROOMS: "0", ENABLE_END_CONFERENCE: "0" },
      MAX_PARTICIPANTS: "20",
    });
  });

  test("every secret named is used, and every generated one used is named", () => {
    const used = new Set(everythingOn.services.flatMap((service) => Object.values(service.env).flatMap(secretsIn)));
    used.delete("credentials.jigasiSipPassword");
    expect([...used].sort()).toEqual(everythingOn.secrets.map(({ name }) => name).sort());
    expect(plain.secrets.map(({ name }) => name)).toEqual(["jicofoAuth", "jvbAuth"]);
  });

  test("both sides of an account have the same password", () => {
    for (const [name, variable] of [
      ["jicofo", "JICOFO_AUTH_PASSWORD"],
      ["jvb", "JVB_AUTH_PASSWORD"],
      ["jibri", "JIBRI_XMPP_PASSWORD"],
      ["jibri", "JIBRI_RECORDER_PASSWORD"],
      ["jigasi", "JIGASI_XMPP_PASSWORD"],
      ["transcriber", "JIGASI_TRANSCRIBER_PASSWORD"],
    ] as const) {
      expect(serviceOf(everythingOn, name).env[variable]).toBeDefined();
      expect(serviceOf(everythingOn, name).env[variable]).toEqual(serviceOf(everythingOn, "prosody").env[variable]);
    }
  });
});

describe("addresses of the bridge", () => {
  const address = (settings: JitsiSettings) => {
    const { JVB_ADVERTISE_IPS, JVB_DISABLE_STUN } = env(settings, "jvb");
    return [JVB_ADVERTISE_IPS, JVB_DISABLE_STUN];
  };
  const fixed = { provider: "manual", zone: "example.org", address: "203.0.113.10" };

  test("behind NAT: its own and the public one, known or found out", () => {
    expect(address(prodLike({ dns: fixed }))).toEqual(["172.16.10.160,203.0.113.10", "true"]);
    expect(address(prodLike())).toEqual(["172.16.10.160,{{fact:publicAddress}}", "true"]);
  });

  test("without a record only STUN can tell the public one", () => {
    expect(address(prodLike({ dns: undefined }))).toEqual(["172.16.10.160", undefined]);
    expect(jitsi(prodLike({ dns: undefined }), {}).notices.join()).toContain("STUN");
  });

  test("an address is named once, and never the loopback address or a name", () => {
    const at = (host: string, dns: unknown) => address(hostLike({ host: { address: host }, dns }));
    expect(at("203.0.113.10", fixed)).toEqual(["203.0.113.10", "true"]);
    expect(at("localhost", fixed)).toEqual(["203.0.113.10", "true"]);
    expect(at("docker.example.org", fixed)).toEqual(["203.0.113.10", "true"]);
    expect(at("localhost", undefined)).toEqual([undefined, undefined]);
  });

  test("its REST interface is offered to nobody", () => {
    expect(serviceOf(plain, "jvb").ports.map(({ port }) => port)).toEqual([10_000]);
    expect(plain.flows.filter(({ port }) => port === 8080)).toEqual([]);
  });
});
