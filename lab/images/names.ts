/** Which image is asked for, and what it is called. */
import { jitsiImages } from "../../workloads/images";
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

/** What the lab's Docker hosts can have: a stand-in, or the real LiveKit. */
export type LabImage = StandIn | "livekit";

export const allImages: readonly LabImage[] = [...allStandIns, "livekit"];

export function parsed(name: StandIn): { readonly image: ImageName; readonly variant: Variant | undefined } {
  const [image, variant] = name.split(":") as [ImageName, Variant | undefined];
  return { image, variant };
}

/** The real image's reference; a variant's tag says what it is. */
export function referenceOf(name: LabImage): string {
  if (name === "livekit") return livekitReference();
  const { image, variant } = parsed(name);
  return variant === undefined ? jitsiImages[image] : `${jitsiImages[image]}-${variant}`;
}
