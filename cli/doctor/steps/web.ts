/** What every service does: its name, its certificate, its page. */
import type { Deployment } from "../../../components/deployment";
import { fixedPublicAddress, type Settings } from "../../../settings/settings";
import type { Place } from "../question";
import type { Advice, Step } from "../step";

export function webSteps({ settings, dnsRecords }: Deployment, advice: Omit<Advice, "own">): Step[] {
  const { domain } = settings;
  const value = fixedPublicAddress(settings);
  const record = dnsRecords[0];
  const route = { ...advice, own: advice.route };
  return [
    {
      name: "name",
      title: `${domain} leads here`,
      question: { ask: "name", name: domain },
      expect: { of: "address", name: domain, ...(value === undefined ? {} : { value }) },
      advice: {
        ...advice,
        own:
          record === undefined || record.provider === "manual"
            ? `set the record ${domain} A ${value ?? "ADDRESS"} where you keep the zone`
            : `${advice.route.split(":")[0]}: it sets the record (${record.provider}${value === undefined ? ", by ddclient on the edge host" : ""})`,
      },
    },
    {
      name: "certificate",
      title: "people's browsers accept the certificate",
      question: { ask: "certificate", at: webPlace(settings, 443) },
      expect: { of: "certificate", name: domain },
      advice: {
        ...advice,
        own: `make ${certificateKeeper(settings)} get a certificate for ${domain}; its log says why it has none`,
      },
    },
    ...(redirects(settings)
      ? [
          {
            name: "redirect",
            title: "plain HTTP leads to HTTPS",
            question: { ask: "http", url: `http://${domain}/` } as const,
            expect: { of: "redirect", to: `https://${domain}/` } as const,
            advice: route,
          },
        ]
      : []),
    {
      name: "page",
      title: "the page is served",
      question: { ask: "http", url: `https://${domain}/` },
      expect: { of: "page" },
      advice: route,
    },
  ];
}

export const webPlace = ({ domain }: Settings, port: number): Place => ({ name: domain, port });

/** Where whoever brings HTTPS in redirects by what Parley gave it. */
function redirects(settings: Settings): boolean {
  if (settings.platform !== "kubernetes") return true;
  const { kind, gateway } = settings.kubernetes.ingress;
  return kind === "nginx" || (kind === "gateway" && gateway === undefined);
}

function certificateKeeper(settings: Settings): string {
  if (settings.platform !== "kubernetes") return settings.edge.proxy;
  const { issuer } = settings.kubernetes.ingress.tls;
  return issuer === undefined ? "whoever keeps the cluster's certificates" : "cert-manager";
}
