/** What would mend a deployment, as its settings let one say it. */
import type { Deployment } from "../../../components/deployment";
import { edgeIsService, type Settings, serviceAddress } from "../../../settings/settings";
import type { Advice } from "../step";

/** @param config the configuration as the user knows it: a stack's name or a file. */
export function adviceFor(config: string, { settings, instance }: Deployment): Omit<Advice, "own"> {
  const stack = /[/\\]|\.ya?ml$/.test(config) ? "NAME" : config;
  return {
    entry: `let TCP 80 and 443 through to ${entryOf(settings)}, and see that it runs there`,
    route: `\`npm run pulumi -- refresh --stack ${stack}\`, then \`up\`: it puts the route back in force`,
    service:
      settings.platform === "kubernetes"
        ? `\`npm run preflight -- ${config} --running\` says whether the pods run what is declared`
        : `\`docker compose --project-name ${instance} ps --all\` on ${serviceAddress(settings)} says whether each service runs`,
  };
}

function entryOf(settings: Settings): string {
  if (settings.platform === "kubernetes") return `the cluster's ingress (${settings.kubernetes.ingress.kind})`;
  const { host, proxy } = settings.edge;
  return `${proxy} on ${edgeIsService(settings) ? "the host" : host}`;
}
