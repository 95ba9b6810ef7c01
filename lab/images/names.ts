/** Which image is asked for, and what it is called. */
import { jitsiImages, matrixrtcImages } from "../../workloads/images";
import { livekitReference } from "../livekit/server";
import type { ImageName } from "./catalog";

/**
 * What a stand-in may be beside good: a later version; one that ends at its start; one that runs, but never is healthy.
 */
export type Variant = "next" | "exits" | "unhealthy";

/** `web`, or `web:unhealthy`. */
export type StandIn = ImageName | `${ImageName}:${Variant}`;

/** Every image of the workload, each in its good version. */
export const allStandIns = Object.keys(jitsiImages) as ImageName[];

/** MatrixRTC's images have no variants. No Docker host has a Redis: only a cluster has several LiveKits. */
const { redis: _, ...onHosts } = matrixrtcImages;
export type MatrixrtcImage = keyof typeof onHosts;

/** Of a homeserver of Parley's own: large, so a lab has them only when they are asked for. */
export const homeserverInLab = ["synapse", "postgres"] as const satisfies MatrixrtcImage[];

export const matrixrtcInLab = Object.keys(onHosts).filter(
  (name) => !homeserverInLab.some((other) => other === name),
) as MatrixrtcImage[];

/** What the lab's Docker hosts can have. */
export type LabImage = StandIn | MatrixrtcImage;

export const allImages: readonly LabImage[] = [...allStandIns, ...matrixrtcInLab];

export const isMatrixrtc = (name: LabImage): name is MatrixrtcImage => name in onHosts;

export function parsed(name: StandIn): { readonly image: ImageName; readonly variant: Variant | undefined } {
  const [image, variant] = name.split(":") as [ImageName, Variant | undefined];
  return { image, variant };
}

/** The real image's reference; a variant's tag says what it is, and LiveKit's the version of the server that can be had. */
export function referenceOf(name: LabImage): string {
  if (isMatrixrtc(name)) return name === "livekit" ? livekitReference() : matrixrtcImages[name];
  const { image, variant } = parsed(name);
  return variant === undefined ? jitsiImages[image] : `${jitsiImages[image]}-${variant}`;
}
