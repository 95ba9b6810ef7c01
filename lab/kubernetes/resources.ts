/** Objects by kind: which path a kind has is asked of the server, once. */
import { type Api, ApiError, type AskOptions, type KubernetesObject } from "./api";
import { type Change, type Of, type Source, Watches } from "./watched";

/** Names an object. */
export interface Reference extends Of {
  readonly name: string;
  /** "default" for a namespaced kind without one. */
  readonly namespace?: string;
}

interface List {
  readonly items: readonly KubernetesObject[];
  readonly metadata: { readonly resourceVersion: string };
}

interface Kind {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

/** Everything that changes an object on the server may be tried only. */
export interface ChangeOptions extends Pick<AskOptions, "signal"> {
  readonly dryRun?: boolean;
  readonly fieldManager?: string;
  /** For an apply: takes over fields that belong to others. */
  readonly force?: boolean;
}

/** The server has no such kind: its definition is missing. */
export class NoSuchKind extends Error {
  constructor({ apiVersion, kind }: Of) {
    super(`no matches for kind "${kind}" in version "${apiVersion}"`);
  }
}

export class Resources implements Source {
  private readonly versions = new Map<string, readonly Kind[]>();

  readonly watches = new Watches(this);

  constructor(readonly api: Api) {}

  /** What the server says about a kind; undefined when it does not have it. */
  async kind(apiVersion: string, kind: string): Promise<Kind | undefined> {
    const found = this.versions.get(apiVersion)?.find((one) => one.kind === kind);
    if (found) return found;
    // Definitions may have been added since.
    const kinds = await this.api.ask<{ resources: Kind[] }>("GET", root(apiVersion)).catch(ifMissing);
    const own = (kinds?.resources ?? []).filter(({ name }) => !name.includes("/"));
    this.versions.set(apiVersion, own);
    return own.find((one) => one.kind === kind);
  }

  async read(reference: Reference, signal?: AbortSignal): Promise<KubernetesObject | undefined> {
    const path = await this.path(reference);
    return this.api.ask<KubernetesObject>("GET", path, { signal }).catch(ifMissing);
  }

  async list(of: Of, namespace?: string) {
    const path = await this.folder(of, namespace, namespace === undefined);
    const { items, metadata } = await this.api.ask<List>("GET", path);
    // In a list the server leaves out what all have in common.
    return { items: items.map((item) => ({ ...item, ...kindOf(of) })), version: metadata.resourceVersion };
  }

  async follow(of: Of, namespace: string | undefined, version: string, hear: (one: Change) => void) {
    const path = await this.folder(of, namespace, namespace === undefined);
    const query = { watch: "true", resourceVersion: version };
    await this.api.follow(path, query, (line) => hear(JSON.parse(line) as Change));
  }

  async create(object: KubernetesObject, options: ChangeOptions = {}): Promise<KubernetesObject> {
    const path = await this.folder(object, object.metadata.namespace);
    return this.api.ask("POST", path, { body: object, query: asked(options), signal: options.signal });
  }

  async apply(object: KubernetesObject, options: ChangeOptions = {}): Promise<KubernetesObject> {
    return this.patch(object, object, "application/apply-patch+yaml", options);
  }

  async patch(of: KubernetesObject, body: unknown, type: string, options: ChangeOptions = {}, subresource = "") {
    const path = await this.path(referenceTo(of));
    const query = { ...asked(options), force: options.force === undefined ? undefined : String(options.force) };
    const { signal } = options;
    return this.api.ask<KubernetesObject>("PATCH", `${path}${subresource}`, { body, type, query, signal });
  }

  async replace(object: KubernetesObject, options: ChangeOptions = {}): Promise<KubernetesObject> {
    const path = await this.path(referenceTo(object));
    return this.api.ask("PUT", path, { body: object, query: asked(options), signal: options.signal });
  }

  async remove(reference: Reference, propagationPolicy: string, signal?: AbortSignal): Promise<void> {
    const path = await this.path(reference);
    const body = { apiVersion: "v1", kind: "DeleteOptions", propagationPolicy };
    await this.api.ask("DELETE", path, { body, signal }).catch(ifMissing);
  }

  private async path(reference: Reference): Promise<string> {
    return `${await this.folder(reference, reference.namespace)}/${encodeURIComponent(reference.name)}`;
  }

  private async folder(of: Of, namespace = "default", everywhere = false) {
    const kind = await this.kind(of.apiVersion, of.kind);
    if (!kind) throw new NoSuchKind(of);
    const inside = kind.namespaced && !everywhere ? `/namespaces/${encodeURIComponent(namespace)}` : "";
    return `${root(of.apiVersion)}${inside}/${kind.name}`;
  }
}

export const referenceTo = ({ apiVersion, kind, metadata: { name, namespace } }: KubernetesObject): Reference => ({
  apiVersion,
  kind,
  name,
  ...(namespace ? { namespace } : {}),
});

const kindOf = ({ apiVersion, kind }: Of): Of => ({ apiVersion, kind });

const root = (apiVersion: string): string => (apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`);

const asked = ({ dryRun, fieldManager }: ChangeOptions) => ({ dryRun: dryRun ? "All" : undefined, fieldManager });

/** Nothing, of what is not there; other errors go on. */
export function ifMissing(error: unknown): undefined {
  if (error instanceof ApiError && error.code === 404) return undefined;
  throw error;
}
