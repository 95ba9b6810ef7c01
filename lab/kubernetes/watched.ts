/** Objects of a kind as they are now: listed once and then followed, however many look at them. */
import { setTimeout as sleep } from "node:timers/promises";
import type { KubernetesObject } from "./api";
import type { Change, Reference, Resources } from "./resources";

/** Milliseconds before the next attempt to follow when the server ended one early. */
const pause = 300;

export class Watched {
  /** By their identity. */
  private readonly objects = new Map<string, KubernetesObject>();
  private readonly end = new AbortController();
  private readonly begun: Promise<void>;
  /** Everything up to here has been heard. */
  private version = 0;
  private failure: unknown;

  /** @param namespace every one unless told */
  constructor(
    private readonly resources: Resources,
    private readonly of: Pick<Reference, "apiVersion" | "kind">,
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

  stop(): void {
    this.end.abort();
  }

  private async list(): Promise<string> {
    const { items, version } = await this.resources.listed(this.of, { namespace: this.namespace }, this.end.signal);
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
      const { of, namespace, end } = this;
      // It ends now and then; then everything is listed anew, which also tells whether the server is still there.
      await this.resources.follow(of, namespace, from, (one) => this.hear(one), end.signal).catch(() => undefined);
      if (end.signal.aborted) return;
      await sleep(pause, undefined, { signal: end.signal });
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

  constructor(private readonly resources: Resources) {}

  of({ apiVersion, kind }: Pick<Reference, "apiVersion" | "kind">, namespace?: string): Watched {
    const key = `${apiVersion} ${kind} ${namespace}`;
    const found = this.known.get(key);
    if (found && found.broken === undefined) return found;
    const made = new Watched(this.resources, { apiVersion, kind }, namespace);
    this.known.set(key, made);
    return made;
  }
}

const identity = ({ metadata: { uid = "" } }: KubernetesObject): string => uid;
/** Versions of one server can be compared, says Kubernetes since 1.35. */
const versionOf = ({ metadata }: KubernetesObject): number => Number(metadata.resourceVersion ?? 0);
