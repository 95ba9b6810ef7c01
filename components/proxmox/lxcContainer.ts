import * as proxmox from "@muhlba91/pulumi-proxmoxve";
import * as pulumi from "@pulumi/pulumi";
import type { Machine } from "../remote/machine";
import { Ready } from "../remote/ownResource";
import { containerArgs, type ProxmoxSettings, templateArgs } from "./container";

export interface LxcContainerArgs {
  readonly settings: ProxmoxSettings;
  /** `user@realm!name=uuid`; needed unless a password is given. */
  readonly apiToken?: pulumi.Input<string>;
  /** Password of root@pam. */
  readonly rootPassword?: pulumi.Input<string>;
  /** How to reach the container once it runs. */
  readonly machine: Machine;
}

/** An LXC container on Proxmox VE, from the template's download to the moment at which SSH answers. */
export class LxcContainer extends pulumi.ComponentResource {
  /** Changes whenever the container is a new one: whatever was put into the old one has to be put there again. */
  readonly generation: pulumi.Output<string>;
  /** The container itself; what lives inside it is deleted with it. */
  readonly container: proxmox.ContainerLegacy;
  /** Depend on this to have SSH. */
  readonly ready: pulumi.Resource;

  constructor(name: string, args: LxcContainerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("parley:proxmox:LxcContainer", name, {}, opts);
    const { proxmox: section } = args.settings;
    // Every setting is passed explicitly: the provider otherwise falls back on the operator's environment.
    const provider = new proxmox.Provider(
      `${name}-pve`,
      {
        endpoint: section.endpoint,
        insecure: section.insecureTls,
        ...(args.rootPassword
          ? { username: "root@pam", password: pulumi.secret(args.rootPassword) }
          : { apiToken: args.apiToken === undefined ? undefined : pulumi.secret(args.apiToken) }),
      },
      { parent: this },
    );
    const own = { parent: this, provider };
    const template = new proxmox.download.File(`${name}-template`, templateArgs(args.settings), {
      ...own,
      // Containers of other stacks may use the same file.
      retainOnDelete: section.template.adopt,
    });
    const plain = containerArgs(args.settings);
    this.container = new proxmox.ContainerLegacy(
      name,
      { ...plain, operatingSystem: { templateFileId: template.id, type: "debian" } },
      {
        ...own,
        protect: section.protect,
        // The number and the address are fixed: the new container cannot stand beside the old one.
        deleteBeforeReplace: true,
        // Changing keys here would replace the container; they are settled at creation.
        ignoreChanges: ["initialization.userAccount"],
      },
    );
    // The number stays the same when a container is replaced or made anew after it vanished; its MAC address does not.
    this.generation = pulumi.interpolate`${this.container.id}/${this.container.networkInterfaces.apply((all) => all?.[0]?.macAddress ?? "")}`;
    this.ready = new Ready(
      `${name}-ready`,
      // A first boot on a slow disk takes minutes.
      { connection: args.machine, machine: this.generation, patience: 300 },
      { parent: this, deletedWith: this.container, customTimeouts: { create: "10m", update: "10m" } },
    );
    this.registerOutputs({ generation: this.generation });
  }
}
