/** Small deployments made by hand, for tests of whatever only reads one. */
import type { Deployment } from "../../components/deployment";
import { noCluster } from "../../components/kubernetes/deployment";
import type { IdentifiedRelease } from "../../components/planned";
import type { HostRole } from "../../components/remote/release";
import { settingsSchema } from "../../settings/schema";
import type { Settings } from "../../settings/settings";
import { capacityOf } from "../../workloads/capacity";
import type { Flow, Service, Workload } from "../../workloads/model";
import { secret, text, type Value } from "../../workloads/value";

export interface FakeOptions {
  /** Everything that Jitsi can have, instead of its four services. */
  readonly large?: boolean;
  /** Edge and service on one machine. */
  readonly oneMachine?: boolean;
  readonly notices?: readonly string[];
}

export function fakeDeployment({ large = false, oneMachine = false, notices }: FakeOptions = {}): Deployment {
  const services = [
    service("web", "web pages and reverse proxy", { JICOFO: "no" }),
    service("prosody", "signalling (XMPP)", { JVB_AUTH_PASSWORD: secret("jvbAuth") }),
    service("jicofo", "conference focus", {}),
    service("jvb", "video bridge", { JVB_AUTH_PASSWORD: secret("jvbAuth") }),
    ...(large ? extras : []),
  ];
  const settings = fakeSettings(oneMachine);
  const workload: Workload = {
    name: "jitsi",
    services,
    routes: [
      {
        host: "meet.example.org",
        path: "/",
        service: "web",
        port: 8000,
        websocket: true,
        stripPrefix: false,
      },
    ],
    tlsRoutes: [],
    media: [
      { name: "media", service: "jvb", protocol: "udp", port: 10_000 },
      ...(large ? [{ name: "sip", service: "jigasi", protocol: "udp" as const, port: 20_000, endPort: 20_050 }] : []),
    ],
    timers: [{ name: "prune", title: "deletes old recordings", calendar: "*-*-* 03:30:00", script: "find /x -delete" }],
    secrets: [{ name: "jvbAuth", title: "password of the video bridge", length: 32 }],
    flows: [...flows, ...(large ? moreFlows : [])],
    handovers: [],
    kernel: [],
    notices: [],
  };
  return {
    instance: "meet-example-org",
    settings,
    workload,
    releases: [
      release("jitsi", "service", "the services", {
        "compose.yaml": "services: {}\n",
        "secrets.env": text`JVB=${secret("jvbAuth")}\n`,
      }),
      release("dnat", "edge", "media ports from the internet", { "rules.nft": "table ip <parley> {}\n" }),
    ],
    cluster: noCluster,
    secrets: [{ name: "jvbAuth", title: "password of the video bridge", length: 32, rotation: 1 }],
    dnsRecords: [
      { name: "meet.example.org", zone: "example.org", type: "A", value: "dynamic", ttl: 300, provider: "loopia" },
    ],
    resources: [
      { type: "parley:index:Conference", name: "jitsi", title: "the whole environment" },
      {
        type: "random:index/randomPassword:RandomPassword",
        name: "jitsi-secrets-jvbAuth",
        title: "password of the video bridge",
      },
    ],
    outputs: { url: "https://meet.example.org/", versions: { web: "ghcr.io/jitsi/web:stable-11146-2" } },
    capacity: capacityOf(settings, workload),
    notices: notices ?? ["Recordings are kept for ever: `recording.keepDays` is not set."],
  };
}

function fakeSettings(oneMachine: boolean): Settings {
  const machine = oneMachine
    ? { platform: "host", host: { address: "203.0.113.10" } }
    : {
        platform: "proxmox",
        proxmox: {
          ...{ endpoint: "https://pve.example.org:8006", node: "pve", vmId: 160, bridge: "vmbr3" },
          ...{ address: "172.16.10.160/24", gateway: "172.16.10.1", sshKeys: ["ssh-ed25519 AAAA operator"] },
        },
      };
  return settingsSchema.parse({
    service: "jitsi",
    domain: "meet.example.org",
    ...machine,
    edge: { host: oneMachine ? "203.0.113.10" : "172.16.10.1", interface: "eth0" },
    dns: { provider: "loopia", zone: "example.org", address: "dynamic", user: "parley@loopiaapi" },
    credentials: { loopiaPassword: { secure: "v1:ciphertext" } },
  }) as Settings;
}

function service(name: string, title: string, env: Service["env"]): Service {
  return {
    ...{
      name,
      title,
      env,
      image: `ghcr.io/jitsi/${name}:stable-11146-2`,
      files: [],
      ports: [],
      volumes: [],
      tmpfs: [],
    },
    ...{
      readOnly: true,
      capabilities: [],
      ulimits: {},
      replicas: 1,
      after: [],
      aliases: [],
      stop: { graceSeconds: 30 },
    },
    probe: { test: { tcp: 80 }, intervalSeconds: 10, timeoutSeconds: 5, retries: 3, startSeconds: 30 },
    resources: { cpus: 2, memoryMiB: 1024, reserve: { cpus: 0.5, memoryMiB: 256 }, pids: 1000 },
  };
}

function release(name: string, host: HostRole, title: string, files: Record<string, Value>): IdentifiedRelease {
  return {
    ...{ instance: "meet-example-org", name, host, title, id: `${name}0123456789ab`.slice(0, 12), checkSeconds: 60 },
    files: Object.entries(files).map(([path, content]) => ({ path, content, mode: 0o640 })),
    placed: host === "edge" ? [{ file: "rules.nft", at: "/etc/nftables.d/meet.nft" }] : [],
    commands: { validate: "true", activate: "true", check: "true", deactivate: "true", observe: "" },
  };
}

const flow = (from: string, to: string, port: number, title: string, protocol: Flow["protocol"] = "tcp"): Flow => ({
  ...{ from, to, port, title, protocol },
});

const flows = [
  flow("internet", "edge", 443, "HTTPS, WebSocket"),
  flow("edge", "web", 8000, "HTTP"),
  flow("internet", "jvb", 10_000, "media (SRTP)", "udp"),
  flow("web", "prosody", 5280, "XMPP over WebSocket"),
  flow("jicofo", "prosody", 5222, "XMPP"),
  flow("jvb", "prosody", 5222, "XMPP"),
];

const moreFlows = [
  flow("jibri", "prosody", 5222, "XMPP"),
  flow("jigasi", "prosody", 5222, "XMPP"),
  flow("transcriber", "prosody", 5222, "XMPP"),
  flow("jibri", "web", 8000, "joins as a browser"),
  flow("jibri", "jvb", 10_000, "media (SRTP)", "udp"),
  flow("jigasi", "jvb", 10_000, "media (SRTP)", "udp"),
  flow("transcriber", "jvb", 10_000, "media (SRTP)", "udp"),
  flow("internet", "jigasi", 20_000, "telephone media", "udp"),
  flow("web", "etherpad", 9001, "shared notes"),
  flow("web", "whiteboard", 80, "shared whiteboard"),
];

const extras = [
  service("jibri", "recorder: a browser that joins and films", {}),
  service("jigasi", "telephone gateway", {}),
  service("transcriber", "writes down what is said", {}),
  service("etherpad", "shared notes", {}),
  service("whiteboard", "shared whiteboard", {}),
];
