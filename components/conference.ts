import * as pulumi from "@pulumi/pulumi";
import { givenAppSecret, instanceOf, keycloakLogin, serviceAddress } from "../settings/settings";
import { ComposeWorkload } from "./compose/composeWorkload";
import type { Deployment } from "./deployment";
import { isDynamicDns } from "./dns/ddclient";
import { DnsRecord } from "./dns/dnsRecord";
import { DynamicRecord } from "./dns/dynamicRecord";
import { fixedRecords } from "./dns/records";
import { DnatRule } from "./firewall/dnatRule";
import { OidcClient } from "./keycloak/oidcClient";
import { KubernetesWorkload } from "./kubernetes/kubernetesWorkload";
import type { IdentifiedRelease } from "./planned";
import { clusterResourceName, isLocal, recordResourceName, releaseResourceName, token } from "./plannedResources";
import { LxcContainer } from "./proxmox/lxcContainer";
import { Route } from "./proxy/route";
import { HostRelease, type HostReleaseArgs, type HostReleaseOptions } from "./remote/hostRelease";
import { type Machine, remoteMachine, type SshTarget, thisMachine } from "./remote/machine";
import { GeneratedSecrets } from "./secrets/generatedSecrets";

export interface ConferenceArgs {
  readonly deployment: Deployment;
  /** The operator's own secrets, by the name of the setting. */
  readonly credentials: Readonly<Record<string, pulumi.Output<string>>>;
}

/** One environment: wires all the others and nothing else. */
export class Conference extends pulumi.ComponentResource {
  readonly outputs: Readonly<Record<string, pulumi.Input<unknown>>>;

  private readonly args: ConferenceArgs;
  private readonly secrets: GeneratedSecrets;
  private readonly container: LxcContainer | undefined;

  constructor(name: string, args: ConferenceArgs, opts?: pulumi.ComponentResourceOptions) {
    super(token.conference, name, {}, opts);
    this.args = args;
    const { settings, releases, workload, outputs, secrets } = args.deployment;
    const parent = { parent: this };

    this.secrets = new GeneratedSecrets(`${name}-secrets`, { secrets }, parent);
    this.container = this.makeContainer(`${name}-container`);
    const keycloak = keycloakLogin(settings);
    const login = keycloak
      ? new OidcClient(
          `${name}-login`,
          {
            login: keycloak,
            domain: settings.domain,
            adminClientSecret: this.credential("keycloakClientSecret"),
          },
          parent,
        )
      : undefined;
    const records = this.makeRecords();
    const cluster = this.makeCluster(clusterResourceName(name));

    // In order, and a release waits for what it needs: Docker, the record that it looks up, the client that people log in
    // with, the service behind the route.
    const ids: Record<string, pulumi.Output<string>> = {};
    const made = new Map<string, pulumi.Resource>();
    const after = (...names: string[]) => names.flatMap((one) => made.get(one) ?? []);
    const dynamicNames = releases.filter(isDynamicDns).map((release) => release.name);
    const waits: Readonly<Record<string, () => pulumi.Resource[]>> = {
      [workload.name]: () => [...after("docker", ...dynamicNames), ...records, ...(login ? [login] : [])],
      route: () => after(workload.name),
    };
    for (const release of releases) {
      // Two at once would both install ddclient.
      const sooner = isDynamicDns(release) ? dynamicNames.slice(0, dynamicNames.indexOf(release.name)) : [];
      const component = this.makeRelease(
        releaseResourceName(name, release.name),
        release,
        waits[release.name]?.() ?? after(...sooner),
      );
      made.set(release.name, component);
      ids[release.name] = component.releaseId;
    }

    this.outputs = {
      ...outputs,
      // The engine warns about outputs without a value.
      ...(login ? { oidcClientId: login.clientId } : {}),
      ...(cluster ? { bridgeAddresses: cluster.bridgeAddresses } : {}),
      ...(cluster ? {} : { releaseId: ids[workload.name] }),
      releases: ids,
      secrets: pulumi.secret({
        ...this.secrets.values,
        // Whoever issues tokens needs it, and finds it in one place.
        ...(givenAppSecret(settings) ? { jwtAppSecret: this.credential("jwtAppSecret") } : {}),
      }),
    };
    this.registerOutputs(this.outputs);
  }

  private makeContainer(name: string): LxcContainer | undefined {
    const { settings } = this.args.deployment;
    if (settings.platform !== "proxmox") return undefined;
    const { proxmoxPassword, proxmoxToken } = this.args.credentials;
    const machine = remoteMachine(
      { ...settings.ssh, host: serviceAddress(settings) },
      this.credential("sshPrivateKey"),
    );
    return new LxcContainer(
      name,
      {
        settings,
        machine,
        ...(proxmoxPassword ? { rootPassword: proxmoxPassword } : {}),
        ...(proxmoxToken ? { apiToken: proxmoxToken } : {}),
      },
      { parent: this },
    );
  }

  private makeCluster(name: string): KubernetesWorkload | undefined {
    const { settings, cluster } = this.args.deployment;
    if (settings.platform !== "kubernetes") return undefined;
    const { context, kubeconfig: path } = settings.kubernetes;
    const kubeconfig = this.args.credentials.kubeconfig ?? path;
    return new KubernetesWorkload(
      name,
      {
        cluster,
        ...(kubeconfig === undefined ? {} : { kubeconfig }),
        context,
        clusterIdentifier: context ?? instanceOf(settings),
        secrets: { ...this.secrets.values, ...this.namedCredentials() },
      },
      { parent: this },
    );
  }

  private makeRecords(): DnsRecord[] {
    const { settings } = this.args.deployment;
    const { dns } = settings;
    if (!dns || dns.provider === "manual") return [];
    return fixedRecords(settings).map((record) => {
      const secret = this.credential(dns.provider === "loopia" ? "loopiaPassword" : "tsigSecret");
      return new DnsRecord(recordResourceName(settings, record), { record, dns, secret }, { parent: this });
    });
  }

  private makeRelease(
    name: string,
    release: IdentifiedRelease,
    dependsOn: pulumi.Resource[],
  ): HostRelease | ComposeWorkload {
    const { workload } = this.args.deployment;
    const inContainer = release.host === "service" ? this.container : undefined;
    const args: HostReleaseArgs = {
      release,
      id: release.id,
      machine: this.machineOf(release),
      secrets: { ...this.secrets.values, ...this.namedCredentials() },
      ...(inContainer ? { generation: inContainer.generation } : {}),
    };
    const opts: HostReleaseOptions = {
      parent: this,
      dependsOn: [...dependsOn, ...(inContainer ? [inContainer.ready] : [])],
      ...(inContainer ? { deletedWith: inContainer.container } : {}),
    };
    if (isDynamicDns(release)) return new DynamicRecord(name, args, opts);
    switch (release.name) {
      case workload.name:
        return new ComposeWorkload(name, args, opts);
      case "dnat":
        return new DnatRule(name, args, opts);
      case "route":
        return new Route(name, args, opts);
      default:
        return new HostRelease(name, args, opts);
    }
  }

  private machineOf(release: IdentifiedRelease): Machine {
    const { settings } = this.args.deployment;
    if (isLocal(settings, release)) return thisMachine(settings.ssh.user);
    const target = release.host === "edge" ? settings.edge : this.serviceMachine();
    if (!target) throw new Error(`the release ${release.name} is for an edge host, and the settings name none`);
    return remoteMachine(target, this.credential("sshPrivateKey"));
  }

  private serviceMachine(): SshTarget | undefined {
    const { settings } = this.args.deployment;
    return settings.platform === "kubernetes" ? undefined : { ...settings.ssh, host: serviceAddress(settings) };
  }

  /** As releases name them: `credentials.loopiaPassword`. */
  private namedCredentials(): Record<string, pulumi.Output<string>> {
    return Object.fromEntries(
      Object.entries(this.args.credentials).map(([key, value]) => [`credentials.${key}`, value]),
    );
  }

  private credential(key: string): pulumi.Output<string> {
    const value = this.args.credentials[key];
    // The settings' cross-checks have asked for it already.
    if (!value) throw new Error(`the credential ${key} is missing`);
    return value;
  }
}
