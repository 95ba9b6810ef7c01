/** What the Proxmox API's process is told when it starts. */

export interface PveConfig {
  /** Name of the lab: containers' control groups are under it. */
  readonly lab: string;
  /** Name of the only node. */
  readonly node: string;
  readonly listen: { readonly address: string; readonly port: number };
  readonly tls: { readonly key: string; readonly cert: string };
  /** `user@realm!name=uuid` */
  readonly token: string;
  /** The password of root@pam. */
  readonly password: string;
  /** LXC's folder: each container's configuration and where its disks are mounted. */
  readonly lxc: string;
  /** Templates and disks. */
  readonly storage: string;
  /**
   * Archive of container images that cannot be pulled here: every container's Docker loads it when it starts. The only
   * thing in which the node differs from a real one.
   */
  readonly images?: string;
  /** Every request, as a line of JSON without secrets. */
  readonly journal: string;
}
