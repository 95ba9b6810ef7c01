/** The ports that media takes, past the reverse proxy. */
import { isIPv4 } from "node:net";
import type { Deployment } from "../../../components/deployment";
import type { mediaEndpoints } from "../../../components/outputs";
import { edgeIsService, type Settings } from "../../../settings/settings";
import type { Place } from "../question";
import type { Advice, Step } from "../step";

/** @param media as the internet sees them, see `outputs.mediaEndpoints`. */
export const mediaSteps = (
  { settings }: Deployment,
  media: ReturnType<typeof mediaEndpoints>,
  advice: Omit<Advice, "own">,
): Step[] =>
  media.map(({ name, protocol, port, address }): Step => {
    const step = { name: `media-${name}`, title: `media gets through (${protocol.toUpperCase()} ${port})` };
    const own = { ...advice, own: advised(settings, protocol, port) };
    const at = placeOf(settings, address, port);
    return at === undefined
      ? {
          ...step,
          expect: {
            of: "nothing",
            because: "only the cluster knows the address: see the output `bridgeAddresses`",
          },
          advice: own,
        }
      : {
          ...step,
          question: { ask: protocol, at },
          expect: { of: protocol === "tcp" ? "tcpPort" : "udpPort" },
          advice: own,
        };
  });

/** A fixed address is what clients are told; else they are told what the name leads to. */
function placeOf({ domain, platform }: Settings, address: string, port: number): Place | undefined {
  if (isIPv4(address)) return { name: domain, address, port };
  return platform === "kubernetes" ? undefined : { name: domain, port };
}

function advised(settings: Settings, protocol: "tcp" | "udp", port: number): string {
  const what = `${protocol.toUpperCase()} ${port}`;
  if (settings.platform === "kubernetes") return `let ${what} through to the nodes or the load balancer`;
  return edgeIsService(settings)
    ? `let ${what} through to the host, also in the provider's firewall`
    : `let ${what} through to ${settings.edge.host}, also in a router before it; \`refresh\`, then \`up\`, puts its forward back in force`;
}
