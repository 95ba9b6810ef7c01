/** A real API server and a real Traefik in a network namespace of their own, with a server behind each Service. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { displayed } from "../../../components/kubernetes/objects";
import type { KubernetesObject } from "../../../lab/kubernetes/api";
import { type Cluster, startCluster } from "../../../lab/kubernetes/cluster";
import { traefik } from "../../../lab/tools/traefik";
import { execute, must } from "../../../lab/world/command";
import type { KubernetesSettings } from "../../../settings/settings";
import { deployed } from "../../support/cluster";
import { OwnNetwork } from "./ownNetwork";

const domain = "meet.example.org";
/** Where the servers behind the Services are: an EndpointSlice takes no loopback address. */
const backendAddress = "10.99.0.1";

/** Answers everything with its name and the path that it was asked for, WebSockets too. */
const backend = `const [name, port] = process.argv.slice(1);
const server = require("node:http").createServer(({ url }, response) => response.end(name + " " + url));
server.on("upgrade", ({ url }, socket) => socket.end(
  "HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nX-Seen: " + name + " " + url + "\\r\\n\\r\\n"));
server.listen(Number(port), "${backendAddress}");`;

export class RouteWorld {
  private constructor(
    private readonly network: OwnNetwork,
    private readonly folder: string,
    private readonly cluster: Cluster,
    private readonly running: ChildProcess[] = [],
  ) {}

  /** What Traefik said last. */
  get said(): string {
    return readFileSync(this.log, "utf8").split("\n").slice(-20).join("\n");
  }

  private get certificate(): string {
    return join(this.folder, "tls.crt");
  }

  /** The deployment's own certificate, and no other. */
  private get trusting(): string[] {
    return ["--cacert", this.certificate];
  }

  private get log(): string {
    return join(this.folder, "log");
  }

  static async start(): Promise<RouteWorld> {
    const network = await OwnNetwork.start(backendAddress);
    const folder = mkdtempSync(join(tmpdir(), "parley-routes-"));
    const ports = { api: 6443, etcd: 2379, etcdPeer: 2380 };
    const cluster = await startCluster({
      folder: join(folder, "cluster"),
      nodes: 1,
      place: { enter: network.prefix(), address: "127.0.0.1", ports },
    });
    const world = new RouteWorld(network, folder, cluster);
    await cluster.define("gateway-api", "traefik");
    await cluster.create(classes);
    await world.startTraefik();
    return world;
  }

  async stop(): Promise<void> {
    for (const one of this.running) one.kill("SIGKILL");
    await this.cluster.stop();
    this.network.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Makes what routes need of a deployment, and then the routes. */
  async put(settings: KubernetesSettings): Promise<void> {
    const manifests = deployed(settings).objects.map(({ manifest }) => displayed(manifest) as KubernetesObject);
    const of = (...kinds: string[]) => manifests.filter(({ kind }) => kinds.includes(kind));
    await this.create(of("Namespace"));
    await this.makeCertificate("meet-example-org");
    const services = (of("Service") as unknown as ServiceObject[]).filter(
      ({ metadata, spec }) => served.includes(metadata.name) && spec.clusterIP !== "None",
    );
    await this.create(services.map(({ spec: { selector: _, ...spec }, ...rest }) => ({ ...rest, spec })));
    await this.create(services.map(slice));
    await this.create(of("Ingress", "Middleware", "ReferenceGrant", "Gateway", "HTTPRoute"));
  }

  async remove(): Promise<void> {
    const namespaces = ["meet-example-org", "meet-example-org-media"];
    await this.cluster.kubectl(["delete", "namespace", "--ignore-not-found", "--timeout=60s", ...namespaces]);
  }

  /** What answers at a path of the public name, once something does. */
  async get(path: string, scheme: "http" | "https" = "https"): Promise<string> {
    const address = `${scheme}://${domain}${path}`;
    const format = "\n%{http_code} %header{location}";
    const asked = [
      "curl",
      "--silent",
      ...this.trusting,
      "--max-time",
      "5",
      "--write-out",
      format,
      ...resolved,
      address,
    ];
    const { stdout } = await execute(this.network.prefix(...asked));
    const lines = stdout.split("\n");
    const [code = "", location = ""] = (lines.pop() ?? "").split(" ");
    return code === "200" ? lines.join("\n") : `${code} ${location}`.trim();
  }

  /** Who a WebSocket at a path is opened with. */
  async upgrade(path: string): Promise<string | undefined> {
    const headers = [
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: AAAA",
    ];
    const asked = headers.flatMap((header) => ["--header", header]);
    const options = ["--silent", ...this.trusting, "--http1.1", "--include", "--max-time", "5"];
    const { stdout } = await execute(
      this.network.prefix("curl", ...options, ...asked, ...resolved, `https://${domain}${path}`),
    );
    return /^X-Seen: (.*)\r$/im.exec(stdout)?.[1];
  }

  private async create(items: readonly object[]): Promise<void> {
    if (items.length === 0) return;
    await this.cluster.kubectl(["create", "-f", "-"], JSON.stringify({ apiVersion: "v1", kind: "List", items }));
  }

  private async startTraefik(): Promise<void> {
    const program = await traefik();
    this.background([
      program,
      "--entrypoints.web.address=:80",
      "--entrypoints.websecure.address=:443",
      ...["kubernetesingress", "kubernetescrd", "kubernetesgateway"].map((name) => `--providers.${name}=true`),
      "--global.checknewversion=false",
      "--global.sendanonymoususage=false",
    ]);
    for (const name of served) this.background([process.execPath, "--eval", backend, name, String(backendPort(name))]);
  }

  private background(argv: readonly string[]): void {
    const [command = "", ...args] = this.network.prefix(...argv);
    const env = { ...process.env, KUBECONFIG: this.cluster.kubeconfig };
    const log = openSync(this.log, "a");
    this.running.push(spawn(command, args, { stdio: ["ignore", log, log], env }));
  }

  private async makeCertificate(namespace: string): Promise<void> {
    const [key, crt] = [join(this.folder, "tls.key"), this.certificate];
    const made = ["-newkey", "rsa:2048", "-nodes", "-subj", `/CN=${domain}`, "-addext", `subjectAltName=DNS:${domain}`];
    await must(["openssl", "req", "-x509", ...made, "-days", "2", "-keyout", key, "-out", crt]);
    const stringData = { "tls.key": readFileSync(key, "utf8"), "tls.crt": readFileSync(crt, "utf8") };
    const metadata = { name: "meet-example-org-tls", namespace };
    await this.create([{ apiVersion: "v1", kind: "Secret", metadata, type: "kubernetes.io/tls", stringData }]);
  }
}

const resolved = [443, 80].flatMap((port) => ["--resolve", `${domain}:${port}:127.0.0.1`]);

/** Services that a route may lead to. */
const served: readonly string[] = ["element-call", "lk-jwt-service", "livekit", "well-known"];
const backendPort = (name: string): number => 9000 + served.indexOf(name);

interface ServiceObject {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: {
    readonly clusterIP?: string;
    readonly selector?: object;
    readonly ports: readonly { readonly name: string }[];
  };
}

const slice = ({ metadata: { name, namespace }, spec }: ServiceObject) => ({
  apiVersion: "discovery.k8s.io/v1",
  kind: "EndpointSlice",
  metadata: { name, namespace, labels: { "kubernetes.io/service-name": name } },
  addressType: "IPv4",
  endpoints: [{ addresses: [backendAddress], conditions: { ready: true } }],
  ports: [{ name: spec.ports[0]?.name, port: backendPort(name), protocol: "TCP" }],
});

/** What an operator's cluster has. */
const classes: readonly KubernetesObject[] = [
  {
    apiVersion: "networking.k8s.io/v1",
    kind: "IngressClass",
    metadata: { name: "traefik" },
    spec: { controller: "traefik.io/ingress-controller" },
  },
  {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "GatewayClass",
    metadata: { name: "traefik" },
    spec: { controllerName: "traefik.io/gateway-controller" },
  },
];
