/** Kernel settings for a bridge under load. Source: jitsi-videobridge config/20-jvb-udp-buffers.conf. */
import type { KernelSetting } from "../model";

export const bridgeKernel: readonly KernelSetting[] = [
  {
    key: "net.core.rmem_max",
    value: "10485760",
    why: "The video bridge asks for a UDP receive buffer of 10 MiB; with less, bursts of media packets are dropped.",
  },
  {
    key: "net.core.netdev_max_backlog",
    value: "100000",
    why: "All media arrives on one port: packets wait here when the kernel is slower than the network for a moment.",
  },
];
