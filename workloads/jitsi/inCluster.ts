/** What images of docker-jitsi-meet need in a cluster that they do not need in Docker. */
import type { Service } from "../model";

/**
 * s6-overlay wants /run to belong to its user; an emptyDir belongs to root and is writable for all, and nobody in the pod
 * may change that. This is s6-overlay's own answer to it (just-containers/s6-overlay README).
 */
export const inCluster = (service: Service): Service =>
  service.tmpfs.some(({ path, exec }) => path === "/run" && exec)
    ? { ...service, env: { ...service.env, S6_YES_I_WANT_A_WORLD_WRITABLE_RUN_BECAUSE_KUBERNETES: "1" } }
    : service;
