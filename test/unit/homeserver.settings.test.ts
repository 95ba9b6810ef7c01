import { describe, expect, test } from "@jest/globals";
import { hasOwnHomeserver, homeserverOf } from "../../settings/homeserver";
import { parseSettings } from "../../settings/parse";
import { matrixrtcLike, matrixrtcProblems, rawMatrixrtc, withSynapse } from "../support/matrixrtc";

type Change = Parameters<typeof matrixrtcProblems>[0];

describe("one mistake is named with its path, the problem and a remedy", () => {
  test.each<[string, Change, RegExp]>([
    [
      "no homeserver at all",
      (_, section) => Reflect.deleteProperty(section, "homeserver"),
      /^parley:matrixrtc\.homeserver is missing.* → .*synapse: \{directory/,
    ],
    [
      "one that exists beside one of Parley's own",
      (_, section) => Object.assign(section, { synapse: { directory: "/srv/homeserver" } }),
      /^parley:matrixrtc\.homeserver is set beside `matrixrtc\.synapse`.* → remove one/,
    ],
    [
      "no directory",
      withSynapse((_, section) => Object.assign(section, { synapse: {} })),
      /^parley:matrixrtc\.synapse\.directory is missing.* → a directory of the Proxmox node/,
    ],
    [
      "a relative directory",
      withSynapse((_, section) => Object.assign(section, { synapse: { directory: "homeserver" } })),
      /^parley:matrixrtc\.synapse\.directory is not an absolute directory path/,
    ],
    [
      "a server name without a dot",
      withSynapse((_, section) => Object.assign(section, { synapse: { directory: "/srv/h", serverName: "home" } })),
      /^parley:matrixrtc\.synapse\.serverName is not a full DNS name/,
    ],
    [
      "more memory than there is",
      withSynapse((_, section) => Object.assign(section, { livekit: { memory: 5000 } })),
      /^parley:matrixrtc\.livekit\.memory 6536 MiB \(1536 of them the homeserver's\) do not fit into a container of 8192/,
    ],
    [
      "an image of a Synapse that is nowhere",
      (_, section) => Object.assign(section, { images: { synapse: "registry.example.org/synapse:v1" } }),
      /^parley:matrixrtc\.images\.synapse has no effect/,
    ],
    [
      "an image of a database that is nowhere",
      (_, section) => Object.assign(section, { images: { postgres: "registry.example.org/postgres:17" } }),
      /^parley:matrixrtc\.images\.postgres has no effect/,
    ],
    [
      "a port that is taken",
      withSynapse((_, section) => Object.assign(section, { ports: { homeserver: 8001 } })),
      /^parley:matrixrtc\.ports\.homeserver collides with parley:matrixrtc\.ports\.jwt/,
    ],
  ])("%s", (_, change, expected) => {
    expect(matrixrtcProblems(change)).toEqual([expect.stringMatching(expected)]);
  });

  test("no password of root@pam, who alone may bind the directory", () => {
    const parsed = parseSettings(
      rawMatrixrtc(
        withSynapse((raw) => {
          const secure = { secure: "x" };
          raw.credentials = { proxmoxToken: secure, sshPrivateKey: secure, loopiaPassword: secure };
        }),
      ),
      { needCredentials: true },
    );
    expect(parsed).toMatchObject({
      problems: [
        { path: "parley:credentials.proxmoxPassword", problem: expect.stringContaining("a homeserver's data") },
      ],
    });
  });
});

test("a mistake elsewhere does not look like a homeserver beside it", () => {
  const found = matrixrtcProblems(withSynapse((_, section) => Object.assign(section, { livekit: { cpu: 1 } })));
  expect(found).toEqual([expect.stringMatching(/^parley:matrixrtc\.livekit\.cpu is not a setting/)]);
});

test("without it, its port is free", () => {
  expect(matrixrtcProblems((_, section) => Object.assign(section, { ports: { jwt: 8008 } }))).toEqual([]);
});

describe("what follows for the homeserver", () => {
  const own = (synapse: object) =>
    matrixrtcLike(withSynapse((_, section) => Object.assign(section.synapse as object, synapse)));

  test("it is called as the site, and lives there", () => {
    const settings = own({});
    expect(hasOwnHomeserver(settings)).toBe(true);
    expect(homeserverOf(settings)).toEqual({
      name: "call.example.org",
      baseUrl: "https://call.example.org",
      federation: "call.example.org:443",
    });
  });

  test("or otherwise, when asked", () => {
    expect(homeserverOf(own({ serverName: "example.org", fullAccess: ["example.org", "other.example"] }))).toEqual({
      name: "example.org",
      baseUrl: "https://call.example.org",
      federation: "call.example.org:443",
      fullAccess: ["example.org", "other.example"],
    });
  });

  test("one that exists is what the settings say", () => {
    expect(hasOwnHomeserver(matrixrtcLike())).toBe(false);
    expect(homeserverOf(matrixrtcLike())).toEqual({ name: "example.org", baseUrl: "https://matrix.example.org" });
  });
});
