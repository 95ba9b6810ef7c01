import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";

/** Signals that end a command: what is left behind is ours to remove. */
const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** A folder that is gone afterwards, however the work ends. */
export async function withTemporaryFolder<T>(
  parent: string,
  name: string,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, `${name}-`));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  const handlers = Object.entries(signals).map(([signal, code]) => [signal, () => process.exit(code)] as const);
  process.once("exit", remove);
  for (const [signal, handler] of handlers) process.once(signal, handler);
  try {
    return await work(folder);
  } finally {
    for (const [signal, handler] of handlers) process.off(signal, handler);
    process.off("exit", remove);
    remove();
  }
}
