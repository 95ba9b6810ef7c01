/** What Jitsi's bridges need of the cluster's section, and what LiveKit does. */
import { haveOwnPorts, listensOn, outsidePorts } from "../../mediaServers";
import { livekitPorts } from "../../sections/matrixrtc";
import { check } from "./check";

const load = check(
  "`kubernetes.bridges.autoscale` goes by `stress` with Jitsi, by `participants` with MatrixRTC, which needs it.",
  ({ bridges: { autoscale } }, { service }) => [
    [
      autoscale?.participants !== undefined && service === "jitsi",
      "kubernetes.bridges.autoscale.participants",
      "has no effect with `service: jitsi`",
      "remove it; `stress` is what Jitsi's bridges say of themselves",
    ],
    [
      autoscale?.stress !== undefined && service === "matrixrtc",
      "kubernetes.bridges.autoscale.stress",
      "has no effect with `service: matrixrtc`: LiveKit does not say it",
      "`participants: NUMBER` in its place",
    ],
    [
      autoscale !== undefined && autoscale.participants === undefined && service === "matrixrtc",
      "kubernetes.bridges.autoscale.participants",
      "is missing: LiveKit is scaled by its participants",
      "how many each LiveKit should have on average, for example 100",
    ],
  ],
);

const regions = check(
  "`kubernetes.bridges.regions[].location` is there with MatrixRTC, and only there: LiveKit goes by distances, Jitsi by names.",
  ({ bridges: { regions: all = [] } }, { service }) =>
    all.flatMap(({ location }, i) => [
      [
        location !== undefined && service === "jitsi",
        `kubernetes.bridges.regions[${i}].location`,
        "has no effect with `service: jitsi`",
        "remove it",
      ],
      [
        location === undefined && service === "matrixrtc",
        `kubernetes.bridges.regions[${i}].location`,
        "is missing: LiveKit goes over to the nearest region when its own is full",
        "for example `location: {latitude: 59.3, longitude: 18.1}`",
      ],
    ]),
);

const stun = check(
  "`kubernetes.media.stun` only with Jitsi: LiveKit would not start when no STUN server answers.",
  ({ media }, { service }) => [
    [
      media.stun && service === "matrixrtc",
      "kubernetes.media.stun",
      "is not for LiveKit, which would not start when no STUN server answers",
      "name the nodes' public addresses in `media.nodeAddresses`",
    ],
  ],
);

const ports = check(
  `With MatrixRTC, LiveKit's media ports in a cluster leave out ${livekitPorts.signalling} (signalling) and, with a monitor, ${livekitPorts.metrics} (metrics).`,
  (section, settings) => {
    const taken = [livekitPorts.signalling, ...(section.monitoring.prometheusOperator ? [livekitPorts.metrics] : [])];
    const { from, count } = outsidePorts(section, listensOn(settings).port);
    const own = haveOwnPorts(section);
    const within = taken.filter((port) => from <= port && port < from + count);
    const tcpPort = settings.matrixrtc?.livekit.tcpPort;
    return [
      [
        settings.service === "matrixrtc" && own && within.length > 0,
        "kubernetes.media.port",
        `gives the LiveKits the ports ${from} to ${from + count - 1}, and LiveKit itself listens on ${within.join(" and ")}`,
        "choose others, for example from 7882 on",
      ],
      [
        settings.service === "matrixrtc" && !own && tcpPort === livekitPorts.metrics && taken.includes(tcpPort),
        "matrixrtc.livekit.tcpPort",
        `is ${tcpPort}, where LiveKit's metrics are`,
        "choose another one, for example 7881",
      ],
    ];
  },
);

export const servicesChecks = [load, regions, stun, ports];
