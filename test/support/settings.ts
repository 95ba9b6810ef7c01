/** JitsiSettings for tests. */
import { settingsSchema } from "../../settings/schema";
import type { JitsiSettings } from "../../settings/settings";

type Overrides = Readonly<Record<string, unknown>>;

/** The seeds' deployment, in example names: Jitsi in a Proxmox container behind an edge host. */
const prod = {
  service: "jitsi",
  platform: "proxmox",
  domain: "meet.example.org",
  timeZone: "Europe/Stockholm",
  proxmox: {
    endpoint: "https://pve.example.org:8006",
    node: "pve",
    vmId: 160,
    bridge: "vmbr3",
    address: "172.16.10.160/24",
    gateway: "172.16.10.1",
    sshKeys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExampleExam test@example.org"],
  },
  edge: { host: "172.16.10.1", interface: "eth0", proxy: "traefik" },
  dns: { provider: "loopia", zone: "example.org", user: "parley@loopiaapi", address: "dynamic" },
} as const;

/** Each section given replaces the whole section; `undefined` takes one away. */
export const prodLike = (overrides: Overrides = {}): JitsiSettings =>
  settingsSchema.parse({ ...prod, ...overrides }) as JitsiSettings;

/** On a Docker host that is its own edge. */
export const hostLike = (overrides: Overrides = {}): JitsiSettings =>
  prodLike({
    platform: "host",
    proxmox: undefined,
    host: { address: "192.0.2.20" },
    edge: { host: "192.0.2.20", interface: "eth0" },
    ...overrides,
  });

/** Everything that Jitsi can have, at once. */
export const everything = {
  recording: { directory: "/mnt/storage/jitsi-recordings", keepDays: 30 },
  login: { provider: "keycloak", issuer: "https://keycloak.example.org/realms/main" },
  jitsi: {
    etherpad: true,
    whiteboard: true,
    transcriber: true,
    jigasi: { sipUri: "meet@sip.example.org", server: "sip.example.org" },
    features: { liveStreaming: true },
    maxParticipants: 50,
    branding: {
      title: "Möte <&> $HOME",
      provider: "Example",
      logo: "branding/logo.svg",
      logoLink: "https://example.org/",
      languages: ["sv", "en"],
      defaultLanguage: "sv",
    },
    config: { "p2p.stunServers": [], startWithAudioMuted: true },
  },
} as const;
