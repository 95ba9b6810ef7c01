/** What a test tells its program: by a file, because a command line can be seen by everybody. */
import { readFileSync } from "node:fs";

export function readInput<T>(): T {
  return JSON.parse(readFileSync(process.env.PARLEY_TEST_INPUT ?? "", "utf8")) as T;
}
