/** TURN: what its settings are refused with. */
import { expect, test } from "@jest/globals";
import { parseSettings } from "../../settings/parse";
import { matrixrtcProblems, withSynapse } from "../support/matrixrtc";
import { rawOf } from "../support/stackFiles";

const domain = "turn.call.example.org";
type Change = Parameters<typeof matrixrtcProblems>[0];

const withTurn =
  (change: NonNullable<Change> = () => undefined, turn: object = { domain }): Change =>
  (raw, section) => {
    section.livekit = { turn };
    change(raw, section);
  };

test("behind Traefik, with a name of its own, it is accepted; with an address that changes, too", () => {
  expect(matrixrtcProblems(withTurn())).toEqual([]);
  const dynamic = withTurn((raw) => {
    raw.dns = { provider: "loopia", zone: "example.org", user: "dyndns", address: "dynamic" };
  });
  expect(matrixrtcProblems(dynamic)).toEqual([]);
});

test.each<[string, Change, RegExp]>([
  ["no name", withTurn(undefined, {}), /^parley:matrixrtc\.livekit\.turn\.domain is missing/],
  [
    "an address in place of a name",
    withTurn(undefined, { domain: "203.0.113.10" }),
    /^parley:matrixrtc\.livekit\.turn\.domain is not a full DNS name/,
  ],
  [
    "a port, which LiveKit does not tell",
    withTurn(undefined, { domain, port: 5349 }),
    /^parley:matrixrtc\.livekit\.turn\.port is not a setting/,
  ],
  [
    "Caddy",
    withTurn((raw) => Object.assign(raw.edge as object, { proxy: "caddy" })),
    /^parley:edge\.proxy is caddy, which tells .* by name for HTTP only.* → `traefik`, or remove `matrixrtc\.livekit\.turn`/,
  ],
  [
    "no hairpin",
    withTurn((raw) => Object.assign(raw.edge as object, { hairpin: false })),
    /^parley:edge\.hairpin is off, and what TURN relays would not reach LiveKit → switch it on/,
  ],
  [
    "services on the edge itself",
    withTurn((raw) => {
      delete raw.proxmox;
      Object.assign(raw, { platform: "host", host: { address: "203.0.113.10" } });
      Object.assign(raw.edge as object, { host: "203.0.113.10" });
    }),
    /^parley:matrixrtc\.livekit\.turn does not work where `edge\.host` is the service's own machine.* → remove it, or run/,
  ],
  [
    "the page's name",
    withTurn(undefined, { domain: "call.example.org" }),
    /^parley:matrixrtc\.livekit\.turn\.domain is `domain`: every connection .* → give TURN a name of its own, for example turn\.call/,
  ],
  [
    "the homeserver's name",
    withTurn(undefined, { domain: "example.org" }),
    /^parley:matrixrtc\.livekit\.turn\.domain is `matrixrtc\.homeserver\.name`/,
  ],
  [
    "the homeserver's address",
    withTurn(undefined, { domain: "matrix.example.org" }),
    /^parley:matrixrtc\.livekit\.turn\.domain is the name in `matrixrtc\.homeserver\.baseUrl`/,
  ],
  [
    "the name by which other homeservers reach it",
    withTurn(
      (raw, { homeserver }) => {
        raw.domain = "example.org";
        homeserver.federation = "fed.example.org:443";
      },
      { domain: "fed.example.org" },
    ),
    /^parley:matrixrtc\.livekit\.turn\.domain is the name in `matrixrtc\.homeserver\.federation`/,
  ],
  [
    "the server name of a homeserver of Parley's own",
    withSynapse((_, section) => {
      section.synapse = { directory: "/srv/homeserver", serverName: "turn.example.org" };
      section.livekit = { turn: { domain: "turn.example.org" } };
    }),
    /^parley:matrixrtc\.livekit\.turn\.domain is `matrixrtc\.synapse\.serverName`/,
  ],
  [
    "another zone's name",
    withTurn(undefined, { domain: "turn.example.com" }),
    /^parley:matrixrtc\.livekit\.turn\.domain turn\.example\.com is not inside the zone example\.org → correct the name/,
  ],
  ...["10.1.2.3", "172.31.0.1", "192.168.1.1", "169.254.0.9"].map((address): [string, Change, RegExp] => [
    `the private address ${address}`,
    withTurn((raw) => {
      raw.dns = { provider: "manual", zone: "example.org", address };
    }),
    /^parley:dns\.address is [\d.]+, a private address, to which LiveKit's TURN relays nothing → give the public address/,
  ]),
  [
    "a service's port",
    withTurn((_, section) => Object.assign(section, { ports: { turn: 8000 } })),
    /^parley:matrixrtc\.ports\.turn collides with parley:matrixrtc\.ports\.call on tcp\/8000/,
  ],
  [
    "media at TURN's port inside the container",
    withTurn((_, section) => {
      section.ports = { turn: 9000 };
      section.livekit = { turn: { domain }, tcpPort: 5349 };
    }),
    /^parley:matrixrtc\.livekit\.tcpPort is 5349, where LiveKit's TURN listens → choose another/,
  ],
])("%s", (_, change, expected) => {
  expect(matrixrtcProblems(change)).toEqual([expect.stringMatching(expected)]);
});

test("without TURN, its port is free, and what it needs is not asked for", () => {
  const others: Change = (raw, section) => {
    Object.assign(raw.edge as object, { proxy: "caddy", hairpin: false });
    raw.dns = { provider: "manual", zone: "example.org", address: "10.1.2.3" };
    section.livekit = { tcpPort: 5349 };
  };
  expect(matrixrtcProblems(others)).toEqual([]);
});

test("on Kubernetes it is refused", () => {
  const raw = rawOf("examples/matrixrtc-kubernetes.yaml");
  raw.matrixrtc = { ...(raw.matrixrtc as object), livekit: { turn: { domain } } };
  expect(parseSettings(raw, { needCredentials: false })).toEqual({
    problems: [
      {
        path: "parley:matrixrtc.livekit.turn",
        problem: "is not on Kubernetes yet",
        remedy: expect.stringContaining("UDP or LiveKit's TCP port"),
      },
    ],
  });
});

test("several mistakes are named in one go", () => {
  const change = withTurn((raw) => Object.assign(raw.edge as object, { proxy: "caddy", hairpin: false }), {
    domain: "call.example.org",
  });
  expect(matrixrtcProblems(change).map((one) => one.split(" ")[0])).toEqual([
    "parley:edge.proxy",
    "parley:edge.hairpin",
    "parley:matrixrtc.livekit.turn.domain",
  ]);
});
