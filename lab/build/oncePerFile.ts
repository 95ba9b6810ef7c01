/** What is found out about a file holds as long as the file is the same one, also under another name. */
import { statSync } from "node:fs";

/** The same function, which looks at each file once. What it does not find, or fails at, is not remembered. */
export function oncePerFile<T>(find: (file: string) => Promise<T>): (file: string) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (file) => {
    const { dev, ino, size, mtimeMs } = statSync(file);
    const key = [dev, ino, size, mtimeMs].join(" ");
    const finding = known.get(key) ?? find(file);
    known.set(key, finding);
    const forget = () => known.delete(key);
    finding.then((found) => found ?? forget(), forget);
    return finding;
  };
}
