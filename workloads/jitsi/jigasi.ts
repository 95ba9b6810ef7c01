/** Jigasi: lets telephones join through a SIP account. */
import type { JitsiSettings } from "../../settings/settings";
import type { Service } from "../model";
import { secret } from "../value";
import {
  empty,
  hardened,
  imageOf,
  probe,
  publicUrl,
  resourcesOf,
  runAndTmp,
  shippedHealthCheck,
  xmpp,
  xmppClientEnv,
} from "./common";

type Jigasi = NonNullable<JitsiSettings["jitsi"]["jigasi"]>;

/** What Jigasi needs in either of its modes. */
export const jigasiEnv = (settings: JitsiSettings): Service["env"] => ({
  ...xmppClientEnv,
  JIGASI_XMPP_PASSWORD: secret("jigasiXmpp"),
  JIGASI_XMPP_USER: "jigasi",
  PUBLIC_URL: publicUrl(settings),
  TZ: settings.timeZone,
  XMPP_DOMAIN: xmpp.domain,
  XMPP_MUC_DOMAIN: xmpp.muc,
});

export const jigasi = (settings: JitsiSettings, account: Jigasi): Service => ({
  ...hardened,
  name: "jigasi",
  title: "Telephone gateway (SIP)",
  image: imageOf(settings, "jigasi"),
  env: {
    ...jigasiEnv(settings),
    JIGASI_MODE: "sip",
    JIGASI_PORT_MAX: String(account.mediaPorts.to),
    JIGASI_PORT_MIN: String(account.mediaPorts.from),
    JIGASI_SIP_PASSWORD: secret("credentials.jigasiSipPassword"),
    JIGASI_SIP_PORT: String(account.port),
    JIGASI_SIP_SERVER: account.server,
    JIGASI_SIP_TRANSPORT: account.transport,
    JIGASI_SIP_URI: account.sipUri,
  },
  // The first port of the range; the whole range is in the workload's media ports.
  ports: [{ name: "media", port: account.mediaPorts.from, protocol: "udp", reach: "media" }],
  ...jigasiImage(settings, "jigasi"),
  // No trial: it would log in to the telephone provider with the same account, and take calls.
});

/** What both of the image's modes need: telephone gateway and transcriber. */
export const jigasiImage = (settings: JitsiSettings, name: "jigasi" | "transcriber") => ({
  tmpfs: [...runAndTmp(16, 128), ...empty("/config"), ...transcriptsNowhere],
  probe: probe(shippedHealthCheck, 90),
  resources: resourcesOf(settings, name, {
    cpus: 2,
    memoryMiB: 2048,
    reserve: { cpus: 0.25, memoryMiB: 512 },
    pids: 2048,
  }),
  after: ["prosody"],
  stop: { graceSeconds: 30 },
});

/** The image declares /tmp/transcripts as a volume; the transcriber also insists on writing there. */
const transcriptsNowhere: Service["tmpfs"] = [{ path: "/tmp/transcripts", sizeMiB: 16, mode: "0750", exec: false }];
