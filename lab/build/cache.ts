/** Build results outside the checkout: an entry is there and works, or is not there at all. */
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";
import { locked, touch } from "./lock";

export interface Entry {
  /** Name of the entry's folder: says what it holds and changes with everything it is made from. */
  readonly name: string;
  /**
   * How the names of others of its kind begin, of which there is a new one with each change of what they are made from: when
   * one is made, those go that nobody has used for a week.
   */
  readonly kin?: string;
  /** Whether a folder holds a working result. */
  readonly works: (folder: string) => Promise<boolean>;
  /** Fills an empty folder. */
  readonly make: (folder: string) => Promise<void>;
}

/** Where the user's caches are, by the XDG convention. */
export function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "parley");
}

/** The folder of an entry that is there already and works. */
export async function cached(entry: Entry): Promise<string | undefined> {
  const folder = join(cacheFolder(), entry.name);
  return (await entry.works(folder)) ? folder : undefined;
}

/** The folder of an entry, made first when it is missing or broken. Two at once: the second waits for the first. */
export async function provide(entry: Entry, waiting?: () => void): Promise<string> {
  const folder = join(cacheFolder(), entry.name);
  if (await entry.works(folder)) {
    if (entry.kin) touch(folder);
    return folder;
  }
  return locked(
    `${folder}.lock`,
    async () => {
      if (await entry.works(folder)) return folder;
      removeDrafts(folder);
      const draft = mkdtempSync(`${folder}.draft-`);
      try {
        await entry.make(draft);
        if (!(await entry.works(draft))) throw new Error(`${entry.name} was made but does not work`);
        rmSync(folder, { recursive: true, force: true });
        renameSync(draft, folder);
        if (entry.kin) removeUnused(entry.kin);
      } finally {
        rmSync(draft, { recursive: true, force: true });
      }
      return folder;
    },
    waiting,
  );
}

/** Drafts of a process that was killed; the lock is ours, so nobody is writing to them. */
function removeDrafts(folder: string): void {
  const parent = dirname(folder);
  mkdirSync(parent, { recursive: true });
  for (const name of readdirSync(parent)) {
    if (name.startsWith(`${basename(folder)}.draft-`)) rmSync(join(parent, name), { recursive: true, force: true });
  }
}

const unusedFor = 7 * 24 * 3600_000;

function removeUnused(kin: string): void {
  for (const name of readdirSync(cacheFolder())) {
    const folder = join(cacheFolder(), name);
    if (!name.startsWith(kin) || name.endsWith(".lock")) continue;
    const used = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - used > unusedFor) rmSync(folder, { recursive: true, force: true });
  }
}
