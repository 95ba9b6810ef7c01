/** What Jitsi itself should be like. */
import { z } from "zod";
import { checked, directory, imageReference, plainName, port, projectFile } from "../fields";
import { prosodySection } from "./prosody";

const languageCode = () =>
  checked(
    (value) => /^[a-z]{2,3}(-[A-Z]{2}|[A-Z]{2})?$/.test(value),
    "is not a language code",
    "for example en, sv, pt-BR or zhCN",
  );

const branding = z
  .strictObject({
    title: z
      .string()
      .min(1)
      .max(80)
      .default("Jitsi Meet")
      .describe("Name in the page's title and on the welcome page."),
    provider: z.string().max(80).optional().describe("Who runs this service, as shown to guests."),
    logo: projectFile("svg", "branding/logo.svg")
      .optional()
      .describe("SVG file shown in place of Jitsi's logo, relative to the project."),
    logoLink: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe("Where a click on the logo leads."),
    welcomePage: z.boolean().default(true).describe("Show a welcome page; without it a random room is opened."),
    defaultLanguage: languageCode().default("en").describe("Language of the interface before a user chooses."),
    languages: z.array(languageCode()).min(1).optional().describe("Languages offered; all of Jitsi's when left out."),
  })
  .prefault({});

const features = z
  .strictObject({
    lobby: z.boolean().default(true).describe("Moderators may let people wait before they join."),
    avModeration: z.boolean().default(true).describe("Moderators may keep microphones and cameras off."),
    breakoutRooms: z.boolean().default(true).describe("Rooms within a room."),
    prejoinPage: z.boolean().default(true).describe("Check camera and microphone before joining."),
    endConference: z.boolean().default(true).describe("Moderators may end a conference for everyone."),
    liveStreaming: z
      .boolean()
      .default(false)
      .describe("Stream to a service such as YouTube; needs `recording` for its Jibri."),
    peerToPeer: z.boolean().default(true).describe("Connect two participants directly when their networks allow it."),
  })
  .prefault({});

const limits = z.strictObject({
  cpus: z.number().min(0.1).max(512).optional().describe("Processor limit, cores."),
  memory: z.int().min(64).optional().describe("Memory limit, MiB."),
});

export const serviceNames = [
  "web",
  "prosody",
  "jicofo",
  "jvb",
  "jibri",
  "etherpad",
  "whiteboard",
  "jigasi",
  "transcriber",
] as const;
export type JitsiService = (typeof serviceNames)[number];

const service = z.enum(serviceNames);

export const jitsi = z
  .strictObject({
    branding: branding.describe("How it looks."),
    features: features.describe("What it offers."),
    maxParticipants: z.int().min(2).max(1000).optional().describe("Most participants of one conference."),
    bridge: z
      .strictObject({
        port: port().default(10_000).describe("UDP port for media, the same outside and inside."),
        memory: z.int().min(512).default(3072).describe("Java heap of the video bridge, MiB."),
      })
      .prefault({})
      .describe("The video bridge (JVB)."),
    webPort: port()
      .default(8000)
      .describe("Port on the service's machine where the reverse proxy finds the web server."),
    etherpad: z.boolean().default(false).describe("Shared notes."),
    whiteboard: z.boolean().default(false).describe("Shared whiteboard."),
    transcriber: z.boolean().default(false).describe("Transcription (Jigasi as transcriber)."),
    jigasi: z
      .strictObject({
        sipUri: checked(
          (value) => /^[^\s@'"]+@[^\s@'"]+$/.test(value),
          "is not a SIP address",
          "user@sip.example.org",
        ).describe("SIP account; its password is `credentials.jigasiSipPassword`."),
        server: plainName("sip.example.org").describe("SIP server."),
        port: port().default(5060).describe("SIP port."),
        transport: z.enum(["UDP", "TCP", "TLS"]).default("UDP").describe("SIP transport."),
        mediaPorts: z
          .strictObject({
            from: port().default(20_000).describe("First port."),
            to: port().default(20_050).describe("Last port."),
          })
          .prefault({})
          .describe("UDP ports for the telephone side's media."),
      })
      .optional()
      .describe("Telephone gateway."),
    config: z
      .record(
        checked(
          (value) => /^[A-Za-z_$][\w$]*(\.[A-Za-z_$][\w$]*)*$/.test(value),
          "is not a key of config.js",
          "a name or a dotted path, for example `startWithAudioMuted` or `p2p.enabled`",
        ),
        z.json(),
      )
      .default({})
      .describe("Any key of Jitsi's config.js, dotted for nested ones: `p2p.stunServers: []`. Set last, so it wins."),
    interfaceConfig: z.record(z.string(), z.json()).default({}).describe("Any key of Jitsi's interface_config.js."),
    prosody: prosodySection.describe("The XMPP server."),
    limits: z
      .partialRecord(service, limits)
      .default({})
      .describe("Processor and memory limits by service, in place of Parley's."),
    images: z
      .partialRecord(service, imageReference("registry.example.org/jitsi/web:stable-11146-2"))
      .default({})
      .describe("Other images by service, for a mirror or a digest. Prosody, Jicofo and JVB belong to one release."),
    recordingsMount: directory()
      .default("/recordings")
      .describe("Where recordings appear inside the Proxmox container."),
  })
  .prefault({});
