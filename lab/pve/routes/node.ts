/** The node, its storages and its tasks. */
import { died, invalid } from "../failure";
import type { Node } from "../node";
import { status } from "../report";
import type { Router } from "../router";

export function nodeRoutes(router: Router, node: Node): void {
  router.on("GET", "/version", () => ({ version: "8.4.1", release: "8.4", repoid: "lab" }));
  router.on("GET", "/nodes", () => [{ node: node.name, id: `node/${node.name}`, status: "online", type: "node" }]);
  router.on("GET", "/nodes/{node}/status", () => ({ pveversion: "pve-manager/8.4.1/lab", uptime: 1 }));
  router.on("GET", "/cluster/resources", () =>
    Promise.all(
      node.guests.ids().map(async (id) => ({ id: `lxc/${id}`, node: node.name, ...(await status(node, id)) })),
    ),
  );
  router.on("GET", "/cluster/nextid", ({ parameters: { vmid } }) => {
    if (vmid !== undefined) {
      if (node.guests.exists(vmid)) throw invalid("vmid", `VM ${vmid} already exists`);
      return vmid;
    }
    let free = 100;
    while (node.guests.exists(String(free))) free++;
    return String(free);
  });
  tasks(router, node);
  storage(router, node);
}

function tasks(router: Router, node: Node): void {
  router.on("GET", "/nodes/{node}/tasks", () => node.tasks.list());
  router.on("GET", "/nodes/{node}/tasks/{upid}/status", ({ part }) => node.tasks.status(part("upid")));
  router.on("GET", "/nodes/{node}/tasks/{upid}/log", ({ part }) => node.tasks.log(part("upid")));
}

function storage(router: Router, node: Node): void {
  const base = "/nodes/{node}/storage";
  router.on("GET", base, () => node.storage.list());
  router.on("GET", `${base}/{storage}/content`, ({ part, parameters: { content } }) =>
    node.storage.files(part("storage")).filter((file) => content === undefined || file.content === content),
  );
  router.on("GET", `${base}/{storage}/content/{volume}`, ({ part }) => {
    const path = node.storage.file(part("volume"));
    const found = node.storage.files("local").find(({ volid }) => volid.endsWith(path.slice(path.lastIndexOf("/"))));
    return { path, format: found?.format, size: found?.size, used: found?.size };
  });
  router.on("DELETE", `${base}/{storage}/content/{volume}`, ({ part, user }) => {
    const volume = part("volume");
    node.storage.file(volume);
    return node.tasks.start("imgdel", volume, user, async () => node.storage.remove(volume));
  });
  router.on("POST", `${base}/{storage}/download-url`, ({ part, parameters, user }) =>
    node.tasks.start("download", parameters.filename ?? "", user, node.storage.download(part("storage"), parameters)),
  );
  router.on("GET", "/nodes/{node}/query-url-metadata", async ({ parameters: { url = "" } }) => {
    const answer = await fetch(url, { method: "HEAD", signal: AbortSignal.timeout(30_000) }).catch((error: unknown) => {
      throw died(`invalid server response: '500 Can't connect to ${url} (${String(error)})'`);
    });
    if (!answer.ok) throw died(`invalid server response: '${answer.status} ${answer.statusText}'`);
    const size = answer.headers.get("content-length");
    return {
      filename: decodeURIComponent(new URL(url).pathname.split("/").at(-1) ?? ""),
      mimetype: answer.headers.get("content-type") ?? "application/octet-stream",
      ...(size === null ? {} : { size: Number(size) }),
    };
  });
}
