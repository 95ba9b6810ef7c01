/** The one part of a large library that is needed: taken by name, so that a bundle leaves the rest of it out. */
export { KubeConfig } from "@kubernetes/client-node";
