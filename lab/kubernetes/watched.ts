/** Objects of a kind as they are now: listed once and then followed, however many look at them. */
import { setTimeout as sleep } from "node:timers/promises";
import type { KubernetesObject } from "./api";

/** Names a kind. */
export interface Of {
  readonly apiVersion: string;
  readonly kind: string;
}

/** What happened to an object, which may be the server's complaint in its place. */
export interface Change {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK" | "ERROR";
  readonly object: KubernetesObject;
}

/** Who has the objects. In every namespace, unless told. */
export interface Source {
  /** All of a kind, and the version of it all: changes from there on can be followed. */
  readonly list: (of: Of, namespace?: string) => Promise<{ items: readonly KubernetesObject[]; version: string }>;
  /** Tells of changes from a version on, as long as the server does, which is for minutes. */
  readonly follow: (
    of: Of,
    namespace: string | undefined,
    version: string,
    hear: (one: Change) => void,
  ) => Promise<void>;
}

/** Milliseconds before the next attempt to follow when the server ended one early. */
const pause = 300;

export class Watched {
  /** By their identity. */
  private readonly objects = new Map<string, KubernetesObject>();
  private readonly begun: Promise<void>;
  /** Everything up to here has been heard. */
  private version = 0;
  private failure: unknown;

  /** @param namespace every one unless told */
  constructor(
    private readonly source: Source,
    private readonly of: Of,
    private readonly namespace?: string,
  ) {
    const first = this.list();
    this.begun = first.then(() => undefined, this.fail);
    first.then((version) => this.follow(version)).catch(this.fail);
  }

  /** Why nobody looks any more. */
  get broken(): unknown {
    return this.failure;
  }

  /** All of them, once they are known. Rejects when they cannot be had. */
  async all(): Promise<KubernetesObject[]> {
    await this.begun;
    if (this.failure !== undefined) throw this.failure;
    return [...this.objects.values()];
  }

  /** An object as it is now, and not before it was as it is given here; undefined when it is gone. */
  async now(object: KubernetesObject): Promise<KubernetesObject | undefined> {
    await this.all();
    this.learn(object);
    return this.objects.get(identity(object));
  }

  /** Takes note of what the server has answered: its own word may come later. */
  learn(object: KubernetesObject): void {
    if (versionOf(object) > this.version) this.put(object);
  }

  private async list(): Promise<string> {
    const { items, version } = await this.source.list(this.of, this.namespace);
    const there = new Set(items.map(identity));
    for (const [uid, known] of this.objects) {
      if (!there.has(uid) && versionOf(known) <= Number(version)) this.objects.delete(uid);
    }
    for (const item of items) this.put(item);
    this.version = Number(version);
    return version;
  }

  private async follow(version: string): Promise<void> {
    for (let from = version; ; from = await this.list()) {
      // It ends now and then; then everything is listed anew, which also tells whether the server is still there.
      await this.source.follow(this.of, this.namespace, from, (one) => this.hear(one)).catch(() => undefined);
      await sleep(pause);
    }
  }

  private hear({ type, object }: Change): void {
    // Of an error the server ends the answer by itself.
    if (type === "ERROR") return;
    if (type === "DELETED") this.objects.delete(identity(object));
    else if (type !== "BOOKMARK") this.put(object);
    this.version = versionOf(object);
  }

  private put(object: KubernetesObject): void {
    const known = this.objects.get(identity(object));
    if (!known || versionOf(known) <= versionOf(object)) this.objects.set(identity(object), object);
  }

  private readonly fail = (error: unknown): void => {
    this.failure ??= error;
  };
}

/** What somebody looks at, each kind and namespace once. */
export class Watches {
  private readonly known = new Map<string, Watched>();

  constructor(private readonly source: Source) {}

  of({ apiVersion, kind }: Of, namespace?: string): Watched {
    const key = `${apiVersion} ${kind} ${namespace}`;
    const found = this.known.get(key);
    if (found && found.broken === undefined) return found;
    const made = new Watched(this.source, { apiVersion, kind }, namespace);
    this.known.set(key, made);
    return made;
  }
}

const identity = ({ metadata: { uid = "" } }: KubernetesObject): string => uid;
/** Versions of one server can be compared, says Kubernetes since 1.35. */
const versionOf = ({ metadata }: KubernetesObject): number => Number(metadata.resourceVersion ?? 0);
