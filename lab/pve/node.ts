/** The node: everything that the routes act on. */
import { Access } from "./access";
import type { PveConfig } from "./config";
import { died } from "./failure";
import { Guests } from "./guest";
import { Container } from "./lxc/container";
import { Storage } from "./storage";
import { Tasks } from "./tasks";

export class Node {
  readonly name: string;
  readonly access: Access;
  readonly guests: Guests;
  readonly storage: Storage;
  readonly tasks: Tasks;

  constructor(private readonly config: PveConfig) {
    this.name = config.node;
    this.access = new Access(config);
    this.guests = new Guests(config.lxc, config.node);
    this.storage = new Storage(config.storage);
    this.tasks = new Tasks(config.node);
  }

  /** The container behind a configuration; fails when there is no such configuration. */
  container(id: string): Container {
    this.guests.config(id);
    return this.newContainer(id);
  }

  newContainer(id: string): Container {
    if (!/^[1-9]\d{2,8}$/.test(id)) throw died(`invalid container id '${id}'`);
    const { lab, lxc, images } = this.config;
    return new Container(id, { lab, lxc, images, disk: this.storage.disk });
  }
}
