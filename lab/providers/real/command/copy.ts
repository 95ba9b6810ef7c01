/** A file or a folder copied to another host over SFTP. Like the real one it never deletes what it copied. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, posix } from "node:path";
import type { SFTPWrapper } from "ssh2";
import { z } from "zod";
import type { Live, Run } from "../../live";
import type { Plain } from "../../resourceType";
import { connectionSchema } from "./connection";
import { dial } from "./dial";
import { resourceId } from "./identity";

const inputsSchema = z.object({
  connection: connectionSchema,
  remotePath: z.string(),
  // An asset or an archive in the engine's wire format.
  source: z.object({
    hash: z.string().optional(),
    text: z.string().optional(),
    path: z.string().optional(),
    uri: z.undefined({ error: "the lab's command provider copies no addresses" }).optional(),
    assets: z.undefined({ error: "the lab's command provider copies no archives of assets" }).optional(),
  }),
});

export const copyToRemote: Live = {
  create: async (inputs, run) => {
    await copy(inputs, run);
    return { id: resourceId(), computed: {} };
  },
  update: async (known, inputs, run) => {
    const [before, now] = [inputsSchema.parse(known.outputs), inputsSchema.parse(inputs)];
    const same = before.remotePath === now.remotePath && before.source.hash === now.source.hash;
    if (!same) await copy(inputs, run);
    return {};
  },
  delete: async () => {},
};

async function copy(given: Plain, run: Run): Promise<void> {
  const { connection, remotePath, source } = inputsSchema.parse(given);
  const line = await dial(connection, run);
  const stop = () => line.end();
  run.signal.addEventListener("abort", stop, { once: true });
  try {
    const host = new Host(await call<SFTPWrapper>((done) => line.client.sftp(done)));
    if (source.path === undefined) await host.write(remotePath, source.text ?? "");
    else if (statSync(source.path).isDirectory()) await copyFolder(host, source.path, remotePath);
    else {
      const inside = (await host.kind(remotePath)) === "folder";
      await host.write(inside ? posix.join(remotePath, basename(source.path)) : remotePath, readFileSync(source.path));
    }
  } finally {
    run.signal.removeEventListener("abort", stop);
    line.end();
  }
}

/** `folder/` means its contents, `folder` the folder itself. */
async function copyFolder(host: Host, folder: string, remotePath: string): Promise<void> {
  const target = folder.endsWith("/") ? remotePath : posix.join(remotePath, basename(folder));
  await host.makeFolder(target);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await copyFolder(host, `${path}/`, posix.join(target, entry.name));
    else await host.write(posix.join(target, entry.name), readFileSync(path));
  }
}

class Host {
  constructor(private readonly sftp: SFTPWrapper) {}

  async kind(path: string): Promise<"folder" | "file" | undefined> {
    const stats = await call<{ isDirectory(): boolean }>((done) => this.sftp.stat(path, done)).catch(() => undefined);
    return stats && (stats.isDirectory() ? "folder" : "file");
  }

  async makeFolder(path: string): Promise<void> {
    const kind = await this.kind(path);
    if (kind === "file") throw new Error(`remote path ${path} exists but is not a directory`);
    if (kind === "folder") return;
    await this.makeFolder(posix.dirname(path));
    await call<void>((done) => this.sftp.mkdir(path, (error) => done(error ?? undefined)));
  }

  async write(path: string, content: string | Buffer): Promise<void> {
    await this.makeFolder(posix.dirname(path));
    await call<void>((done) => this.sftp.writeFile(path, content, (error) => done(error ?? undefined)));
  }
}

function call<T>(start: (done: (error: Error | undefined, value?: T) => void) => void): Promise<T> {
  return new Promise((done, failed) => {
    start((error, value) => (error ? failed(error) : done(value as T)));
  });
}
