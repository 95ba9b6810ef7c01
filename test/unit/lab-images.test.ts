/** The making of stand-ins for images, without Debian, Go or Docker. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { extract } from "tar-stream";
import { manifest, writeArchive } from "../../lab/images/archive";
import { catalog } from "../../lab/images/catalog";
import type { Image } from "../../lab/images/image";
import { folderEntries, type LayerEntry, layerOf, sha256, without } from "../../lab/images/layer";
import { allStandIns, homeserverInLab, matrixrtcInLab, referenceOf } from "../../lab/images/names";
import { jitsiImages, matrixrtcImages } from "../../workloads/images";
import { root } from "../support/stackFiles";

const folder = mkdtempSync(join(tmpdir(), "parley-images-"));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (path: string, text: string): LayerEntry => ({ path, what: { file: Buffer.from(text) }, mode: 0o644 });

/** Names, headers and texts of a tar, in its order. */
async function contents(tar: Buffer) {
  const found: { name: string; type: string; mode: number; uid: number; linkname: string; text: string }[] = [];
  const reader = Readable.from([tar]).pipe(extract());
  for await (const entry of reader) {
    let text = "";
    for await (const chunk of entry) text += chunk;
    const { name, type, mode, uid, linkname } = entry.header;
    found.push({ name, type: type ?? "", mode: mode ?? 0, uid: uid ?? 0, linkname: linkname ?? "", text });
  }
  return found;
}

const bytesOf = async (entries: readonly LayerEntry[]): Promise<Buffer> => {
  const { content } = await layerOf(entries);
  return "bytes" in content ? content.bytes : readFileSync(content.file);
};

test("a layer's bytes depend on its content only", async () => {
  const entries = [file("b", "2"), file("a", "1")];
  const one = await layerOf(entries);
  expect((await layerOf([...entries].reverse())).digest).toBe(one.digest);
  expect((await layerOf([file("a", "1"), file("b", "3")])).digest).not.toBe(one.digest);
  expect(sha256(await bytesOf(entries))).toBe(one.digest);
});

test("owners, modes, links and files taken away are in the layer", async () => {
  const owner = { uid: 1000, gid: 1000 };
  const found = await contents(
    await bytesOf([
      { path: "storage", what: { directory: true }, mode: 0o755, owner },
      { path: "node", what: { link: "/program" }, mode: 0o777 },
      without("usr/bin/curl"),
    ]),
  );
  expect(found).toMatchObject([
    { name: "node", type: "symlink", linkname: "/program" },
    { name: "storage", type: "directory", uid: 1000, mode: 0o755 },
    { name: "usr/bin/.wh.curl", type: "file", text: "" },
  ]);
});

test("of a folder, scripts are programs and nothing else is", () => {
  mkdirSync(join(folder, "tree/bin"), { recursive: true });
  writeFileSync(join(folder, "tree/bin/tool"), "#!/bin/sh\n");
  writeFileSync(join(folder, "tree/text"), "text\n", { mode: 0o777 });
  symlinkSync("text", join(folder, "tree/link"));
  const modes = folderEntries(join(folder, "tree")).map(({ path, mode }) => [path, mode]);
  expect(Object.fromEntries(modes)).toEqual({ bin: 0o755, "bin/tool": 0o755, text: 0o644, link: 0o777 });
});

test("an archive holds each layer once, under the digest of its bytes", async () => {
  const shared = await layerOf([file("shared", "yes")]);
  const onDisk = { digest: shared.digest, content: { file: join(folder, "shared.tar") } };
  writeFileSync(onDisk.content.file, await bytesOf([file("shared", "yes")]));
  const own = await layerOf([file("own", "yes")]);
  const images: Image[] = [
    { reference: "example.org/a:1", layers: [onDisk], config: '{"os":"linux"}' },
    { reference: "example.org/b:1", layers: [onDisk, own], config: '{"os":"linux","config":{}}' },
  ];
  const archive = join(folder, "images.tar");
  await writeArchive(archive, images);
  const found = new Map((await contents(readFileSync(archive))).map(({ name, text }) => [name, text]));
  expect([...found.keys()].sort()).toEqual(
    [
      `${shared.digest}/layer.tar`,
      `${own.digest}/layer.tar`,
      ...images.map(({ config }) => `${sha256(config)}.json`),
      "manifest.json",
    ].sort(),
  );
  for (const digest of [shared.digest, own.digest]) expect(sha256(found.get(`${digest}/layer.tar`) ?? "")).toBe(digest);
  expect(found.get("manifest.json")).toBe(manifest(images));
});

test("every image of the workload has a stand-in under its own reference", () => {
  expect(Object.keys(catalog).sort()).toEqual(Object.keys(jitsiImages).sort());
  for (const name of allStandIns) {
    expect(referenceOf(name)).toBe(jitsiImages[name]);
    expect(referenceOf(`${name}:exits`)).toBe(`${jitsiImages[name]}-exits`);
    for (const part of catalog[name].folders) expect(existsSync(join(root, "lab/images/rootfs", part))).toBe(true);
  }
});

test("MatrixRTC's images have the workload's references, but LiveKit's the version of the server that is in it", () => {
  const modules = readFileSync(join(root, "lab/livekit/go.mod"), "utf8");
  const version = modules.match(/livekit-server (v\S+)/)?.[1];
  const { redis: _, ...onHosts } = matrixrtcImages;
  expect(Object.fromEntries([...matrixrtcInLab, ...homeserverInLab].map((name) => [name, referenceOf(name)]))).toEqual({
    ...onHosts,
    livekit: `docker.io/livekit/livekit-server:${version}`,
  });
});
