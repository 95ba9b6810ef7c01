/** What every service does: its name, its certificate, its page. */
import type { Deployment } from "../../../components/deployment";
import { fixedPublicAddress, type Settings } from "../../../settings/settings";
import type { Advice, Step } from "../step";

export function webSteps(deployment: Deployment, advice: Omit<Advice, "own">): Step[] {
  const { settings } = deployment;
  const { domain } = settings;
  const route = { ...advice, own: advice.route };
  return [
    nameStep(deployment, domain, advice),
    certificateStep(deployment, domain, advice),
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

/** A name leads to the edge. */
export function nameStep({ settings, dnsRecords }: Deployment, name: string, advice: Omit<Advice, "own">): Step {
  const value = fixedPublicAddress(settings);
  const record = dnsRecords.find((one) => one.name === name);
  return {
    name: "name",
    title: `${name} leads here`,
    question: { ask: "name", name },
    expect: { of: "address", name, ...(value === undefined ? {} : { value }) },
    advice: {
      ...advice,
      own:
        record === undefined || record.provider === "manual"
          ? `set the record ${name} A ${value ?? "ADDRESS"} where you keep the zone`
          : `${advice.route.split(":")[0]}: it sets the record (${record.provider}${value === undefined ? ", by ddclient on the edge host" : ""})`,
    },
  };
}

/** Clients accept the certificate for a name at the port of HTTPS. */
export const certificateStep = ({ settings }: Deployment, name: string, advice: Omit<Advice, "own">): Step => ({
  name: "certificate",
  title: "people's browsers accept the certificate",
  question: { ask: "certificate", at: { name, port: 443 } },
  expect: { of: "certificate", name },
  advice: {
    ...advice,
    own: `make ${certificateKeeper(settings)} get a certificate for ${name}; its log says why it has none`,
  },
});

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
