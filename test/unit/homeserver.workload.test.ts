import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { stepsOf } from "../../cli/doctor/steps";
import { composeRelease } from "../../components/compose/render";
import { containerArgs, type ProxmoxSettings } from "../../components/proxmox/container";
import { matrixrtc } from "../../workloads/matrixrtc";
import { serviceOf, type Workload } from "../../workloads/model";
import { display, resolve, secretsIn } from "../../workloads/value";
import { file, options, servicesOf } from "../support/compose";
import { matrixrtcLike, withSynapse } from "../support/matrixrtc";
import { deploymentOf } from "../support/planned";

const settings = matrixrtcLike(withSynapse());
const workload = matrixrtc(settings);
const release = composeRelease(workload, { ...options, instance: "call-example-org" });
const rendered = (service: string, path: string): string => display(file(release, `config/${service}${path}`).content);

const host = matrixrtcLike(
  withSynapse((raw) => {
    Reflect.deleteProperty(raw, "proxmox");
    Object.assign(raw, { platform: "host", host: { address: "172.16.10.161" } });
  }),
);
const elsewhere = matrixrtcLike(
  withSynapse((_, section) => {
    section.synapse = { directory: "/srv/homeserver", serverName: "example.org" };
  }),
);

describe.each(["synapse", "postgres"])("%s", (name) => {
  const service = serviceOf(workload, name);

  test("is pinned, limited, unprivileged, read-only and tried", () => {
    expect(service.image).toMatch(/:v?\d+\.\d+/);
    expect(service).toMatchObject({ readOnly: true, capabilities: [], single: true, replicas: 1 });
    expect(service.trial).toBeDefined();
    expect(service.user?.uid).toBeGreaterThan(0);
    expect(service.resources.memoryMiB).toBeGreaterThan(service.resources.reserve.memoryMiB);
  });

  test("keeps its data in a directory of its own, which a release makes for it and no removal takes away", () => {
    const up = display(file(release, "up.sh").content);
    const directory = `/mnt/homeserver/${name}`;
    expect(up).toContain(
      `[ -d '${directory}' ] || mkdir -m 0700 '${directory}'\nchown ${service.user?.uid}:${service.user?.gid} '${directory}'\n`,
    );
    expect(servicesOf(release)[name]?.volumes).toContainEqual(
      expect.objectContaining({ type: "bind", source: directory, bind: { create_host_path: false } }),
    );
    expect(parse(display(file(release, "compose.yaml").content)).volumes).toEqual({});
    expect(release.commands.deactivate).not.toContain(directory);
  });

  test("is tried without that data", () => {
    const tried = servicesOf(release, "trial.yaml")[name];
    expect(JSON.stringify(tried)).not.toContain("/mnt/homeserver");
    const [{ path, trialMiB = 64 } = { path: "" }] = service.volumes;
    expect(tried?.tmpfs).toContain(
      `${path}:size=${trialMiB}M,mode=0755,uid=${service.user?.uid},gid=${service.user?.gid},noexec`,
    );
  });
});

test("the directory is the node's, bound into the container; on a host it is the host's own", () => {
  expect(containerArgs(settings as ProxmoxSettings).mountPoints).toEqual([
    { volume: "/srv/homeserver", path: "/mnt/homeserver" },
  ]);
  expect(serviceOf(matrixrtc(host), "postgres").volumes[0]?.source).toEqual({ directory: "/srv/homeserver/postgres" });
  expect(matrixrtc(host).notices.join()).toContain("/srv/homeserver must be there, and belong to root. ");
  expect(workload.notices.join()).toContain("on the Proxmox node must be there, and belong to user and group 100000");
});

describe("Synapse's configuration", () => {
  const config = parse(rendered("synapse", "/etc/synapse/homeserver.yaml"));

  test("lets nobody register, and asks nobody but other homeservers", () => {
    expect(config).toMatchObject({
      server_name: "call.example.org",
      public_baseurl: "https://call.example.org/",
      enable_registration: false,
      report_stats: false,
      trusted_key_servers: [],
      url_preview_enabled: false,
      rc_login: { address: { per_second: 0.2, burst_count: 50 } },
    });
  });

  test("has what an operator is told to add to a homeserver that exists, and rooms that Element Call opens", () => {
    const told = matrixrtc(matrixrtcLike()).handovers.find(({ output }) => output === "homeserverYaml")?.text ?? "";
    expect(Object.keys(parse(told))).toContain("matrix_rtc");
    expect(config).toMatchObject(parse(told));
    expect(config.default_room_version).toBe("11");
  });

  test("its start makes the signing key beside the data, and once", () => {
    expect(config.signing_key_path).toBe("/data/signing.key");
    const start = rendered("synapse", "/etc/synapse/start.sh");
    expect(start).toContain("if [ ! -s /data/signing.key ]");
    expect(servicesOf(release).synapse?.entrypoint).toEqual(["sh", "/etc/synapse/start.sh"]);
  });
});

describe("secrets", () => {
  const isSecret = (of: Workload) =>
    of.services.flatMap(({ name, files }) =>
      files.filter(({ content }) => secretsIn(content).length > 0).map(({ path }) => `${name} ${path}`),
    );

  test("stand in files of their readers alone, and in no environment", () => {
    expect(isSecret(workload).filter((one) => /^(synapse|postgres)/.test(one))).toEqual([
      "postgres /etc/parley/password",
      "postgres /etc/parley/password.sql",
      "synapse /etc/synapse/secrets.yaml",
    ]);
    for (const { name, env } of workload.services)
      expect([name, Object.values(env).flatMap((value) => secretsIn(value))]).toEqual([name, []]);
    for (const [path, uid] of [
      ["config/postgres/etc/parley/password", 999],
      ["config/postgres/etc/parley/password.sql", 999],
      ["config/synapse/etc/synapse/secrets.yaml", 991],
    ] as const)
      expect(file(release, path)).toMatchObject({ mode: 0o600, owner: { uid, gid: uid } });
  });

  test("stand nowhere else: not in a command, an output, a notice", () => {
    const generated = { secret: (name: string) => `S3CRET-${name}`, fact: () => "" };
    const open = release.files.filter(({ mode }) => mode !== 0o600).map(({ content }) => resolve(content, generated));
    const { outputs, notices } = deploymentOf("examples/matrixrtc-homeserver.yaml");
    const text = [...open, JSON.stringify([release.commands, outputs, notices])].join("\n");
    expect(text).not.toContain("S3CRET");
    expect(text).not.toContain("{{secret:");
  });

  test("are what Synapse and PostgreSQL read", () => {
    const known = { secret: (name: string) => name, fact: () => "" };
    const read = (path: string) => resolve(file(release, path).content, known);
    expect(parse(read("config/synapse/etc/synapse/secrets.yaml"))).toEqual({
      registration_shared_secret: "homeserverRegistration",
      macaroon_secret_key: "homeserverMacaroon",
      form_secret: "homeserverForm",
      database: {
        name: "psycopg2",
        args: {
          ...{ host: "postgres", port: 5432, dbname: "synapse", user: "synapse", password: "homeserverDatabase" },
          ...{ cp_min: 5, cp_max: 10 },
        },
      },
    });
    expect(read("config/postgres/etc/parley/password")).toBe("homeserverDatabase");
    expect(read("config/postgres/etc/parley/password.sql")).toBe("ALTER ROLE synapse PASSWORD 'homeserverDatabase'\n");
  });

  test("a rotated password restarts the database and Synapse, and nobody else", () => {
    const labels = (rotation: number) =>
      Object.entries(
        servicesOf(composeRelease(workload, { ...options, rotations: { homeserverDatabase: rotation } })),
      ).map(([name, { labels: of }]) => `${name} ${of["parley.config"]}`);
    const after = labels(2);
    expect(labels(1).flatMap((one, i) => (one === after[i] ? [] : one.split(" ")[0]))).toEqual(["postgres", "synapse"]);
  });
});

test("the site's name leads to the homeserver by its paths alone, without its administration", () => {
  expect(workload.routes.map(({ host, path, service }) => `${host}${path} ${service}`)).toEqual([
    "call.example.org/ element-call",
    "call.example.org/livekit/jwt lk-jwt-service",
    "call.example.org/livekit/sfu livekit",
    "call.example.org/.well-known/matrix well-known",
    "call.example.org/_matrix synapse",
    "call.example.org/_synapse/client synapse",
  ]);
});

test("nothing is left to add to a homeserver; another name has two files to serve", () => {
  expect(workload.handovers).toEqual([]);
  const outputs = Object.fromEntries(
    matrixrtc(elsewhere).handovers.map(({ output, text }) => [output, JSON.parse(text)]),
  );
  expect(outputs).toEqual({
    wellKnownClient: expect.objectContaining({ "m.homeserver": { base_url: "https://call.example.org" } }),
    wellKnownServer: { "m.server": "call.example.org:443" },
  });
  expect(matrixrtc(elsewhere).notices.join()).toContain("@someone:example.org");
});

test("who may start calls are its own users", () => {
  expect(serviceOf(workload, "lk-jwt-service").env).toMatchObject({
    LIVEKIT_CS_API_URL_OVERRIDES: "call.example.org=https://call.example.org",
    LIVEKIT_FULL_ACCESS_HOMESERVERS: "call.example.org",
  });
});

test("the output is a command without a secret; an existing homeserver has none", () => {
  const { outputs } = deploymentOf("examples/matrixrtc-homeserver.yaml");
  expect(outputs.newUser).toBe(
    "docker exec -it call-example-org-synapse-1 register_new_matrix_user -c /etc/synapse/secrets.yaml http://127.0.0.1:8008",
  );
  expect(outputs.homeserverYaml).toBeUndefined();
  expect(deploymentOf("examples/matrixrtc-proxmox.yaml").outputs).not.toHaveProperty("newUser");
});

test("flows name services and ports that exist", () => {
  const known = new Set([...workload.services.map(({ name }) => name), "internet", "edge"]);
  expect(workload.flows.flatMap(({ from, to }) => [from, to]).filter((name) => !known.has(name))).toEqual([]);
  expect(workload.flows).toContainEqual(expect.objectContaining({ from: "synapse", to: "postgres", port: 5432 }));
});

test("the doctor sends nobody to a homeserver.yaml that is Parley's own", () => {
  const steps = stepsOf("home", deploymentOf("examples/matrixrtc-homeserver.yaml"));
  expect(steps.map(({ name }) => name)).toEqual(expect.arrayContaining(["homeserver", "transports", "openid"]));
  const advice = JSON.stringify(steps.map((step) => step.advice));
  expect(advice).not.toContain("homeserverYaml");
  expect(advice).toContain("docker compose --project-name call-example-org ps");
});
