/** Containers. */
import { createHash } from "node:crypto";
import { changed } from "../changes";
import { create, destroy, makeAddedDisks } from "../creation";
import { died, invalid } from "../failure";
import type { GuestConfig } from "../guest";
import { gigabytes } from "../lxc/container";
import type { Node } from "../node";
import { checkGuestRequest } from "../permissions";
import { networkInterfaces, status } from "../report";
import type { Call, Router } from "../router";

const one = "/nodes/{node}/lxc/{id}";

export function guestRoutes(router: Router, node: Node): void {
  router.on("GET", "/nodes/{node}/lxc", () => Promise.all(node.guests.ids().map((id) => status(node, id))));
  router.on("POST", "/nodes/{node}/lxc", (call) => create(node, call));
  router.on("DELETE", one, (call) => destroy(node, call));
  router.on("GET", `${one}/config`, ({ part }) => withDigest(node.guests.config(part("id"))));
  router.on("PUT", `${one}/config`, (call) => configure(node, call));
  router.on("PUT", `${one}/resize`, (call) => resize(node, call));
  router.on("GET", `${one}/status/current`, ({ part }) => status(node, part("id")));
  router.on("GET", `${one}/interfaces`, ({ part }) => networkInterfaces(node, part("id")));
  power(router, node);
}

const digest = (config: GuestConfig): string => createHash("sha1").update(JSON.stringify(config)).digest("hex");
const withDigest = (config: GuestConfig) => ({ ...config, digest: digest(config) });

async function configure(node: Node, { part, parameters, user }: Call): Promise<null> {
  const id = part("id");
  const before = node.guests.config(id);
  if (parameters.digest !== undefined && parameters.digest !== digest(before)) {
    throw died("detected modified configuration - file changed by other user? Try again.");
  }
  checkGuestRequest(user, parameters, before.unprivileged === 1, node.storage);
  if (parameters.unprivileged !== undefined) throw invalid("unprivileged", "read-only option");
  const after = changed(id, before, parameters);
  await makeAddedDisks(node, id, before, after);
  node.guests.write(id, after);
  return null;
}

async function resize(node: Node, { part, parameters, user }: Call): Promise<string> {
  const id = part("id");
  const { disk = "", size = "" } = parameters;
  const before = node.guests.config(id);
  if (before[disk] === undefined) throw died(`no such disk '${disk}'`);
  const [, plus, number] = /^(\+?)(\d+(?:\.\d+)?)G?$/.exec(size) ?? [];
  if (number === undefined) throw invalid("size", "value does not match the regex pattern");
  const now = gigabytes(before, disk);
  const wanted = plus === "+" ? now + Number(number) : Number(number);
  if (wanted < now) throw died("unable to shrink disk size");
  const after = { ...before, [disk]: String(before[disk]).replace(/size=[^,]+/, `size=${wanted}G`) };
  return node.tasks.start("resize", id, user, async (log) => {
    log(`${disk} has ${wanted}G ${await node.container(id).growDisk(after, disk)}`);
    node.guests.write(id, after);
  });
}

function power(router: Router, node: Node): void {
  const on = (operation: string, work: (id: string, call: Call) => Promise<void>): void =>
    router.on("POST", `${one}/status/${operation}`, (call) => {
      const id = call.part("id");
      node.guests.config(id);
      return node.tasks.start(`vz${operation}`, id, call.user, () => work(id, call));
    });
  const mustRun = async (id: string): Promise<void> => {
    if (!(await node.container(id).running())) throw died(`CT ${id} not running`);
  };
  on("start", async (id) => {
    if (await node.container(id).running()) throw died(`CT ${id} already running`);
    await node.container(id).start(node.guests.config(id));
  });
  on("stop", async (id) => {
    await mustRun(id);
    await node.container(id).kill(node.guests.config(id));
  });
  on("shutdown", async (id, { parameters: { timeout = "60", forceStop } }) => {
    await mustRun(id);
    await node.container(id).shutdown(node.guests.config(id), Number(timeout), forceStop === "1");
  });
  on("reboot", async (id, { parameters: { timeout = "60" } }) => {
    await mustRun(id);
    await node.container(id).shutdown(node.guests.config(id), Number(timeout), false);
    await node.container(id).start(node.guests.config(id));
  });
}
