/** A template with Docker and images, as an operator makes one who makes many containers: `up` finds what it would install. */
import type { Packed } from "./bootstrap";
import { type HostDisk, hostDisk } from "./hostDisk";

/** @param images archive of container images */
export const dockerTemplate = (images: string): Promise<Packed> => hostDisk({ ...recipe, images });

const recipe: HostDisk = {
  name: "lab-template-docker",
  title: "the template with Docker",
  packages: ["ca-certificates", "docker-cli", "docker-compose", "docker.io"],
};
