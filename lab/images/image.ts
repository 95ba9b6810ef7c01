/** An image's configuration, as `docker load` reads it (OCI image specification). */
import type { Layer } from "./layer";

export interface Image {
  readonly reference: string;
  readonly layers: readonly Layer[];
  /** The configuration's JSON. */
  readonly config: string;
}

/** Parts of an image's configuration. */
export interface ImageConfig {
  readonly User?: string;
  readonly Env?: readonly string[];
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly WorkingDir?: string;
  readonly StopSignal?: string;
  readonly Volumes?: Readonly<Record<string, Record<string, never>>>;
  readonly ExposedPorts?: Readonly<Record<string, Record<string, never>>>;
  /** Nanoseconds. */
  readonly Healthcheck?: {
    readonly Test: readonly string[];
    readonly Interval: number;
    readonly Timeout: number;
    readonly Retries: number;
  };
}

/** What an image says of itself, so that nobody takes it for the publisher's. */
export interface Labels {
  readonly title: (name: string) => string;
  readonly description: string;
}

export const standInLabels: Labels = {
  title: (name) => `Parley stand-in for ${name}`,
  description: "Simulated: made on the spot, holds the real image's contract only.",
};

/** For a real program. @param what it is and where it comes from */
export const realLabels = (what: string): Labels => ({
  title: (name) => `Made by Parley in place of ${name}`,
  description: `${what}; the image around it is not the publisher's.`,
});

/** Where programs are found in an image on Debian. */
export const path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

export const versionIn = (reference: string): string => reference.slice(reference.lastIndexOf(":") + 1);

export function imageOf(
  reference: string,
  layers: readonly Layer[],
  config: ImageConfig,
  { title, description }: Labels,
): Image {
  const text = JSON.stringify({
    architecture: process.arch === "x64" ? "amd64" : process.arch,
    os: "linux",
    created: "1970-01-01T00:00:00Z",
    config: {
      ...config,
      Labels: {
        "org.opencontainers.image.title": title(reference.slice(0, reference.lastIndexOf(":"))),
        "org.opencontainers.image.description": description,
        "org.opencontainers.image.version": versionIn(reference),
      },
    },
    rootfs: { type: "layers", diff_ids: layers.map(({ digest }) => `sha256:${digest}`) },
    history: layers.map(() => ({ created: "1970-01-01T00:00:00Z", created_by: "parley" })),
  });
  return { reference, layers, config: text };
}
