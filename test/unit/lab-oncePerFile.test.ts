/** What is known about a file, and when it has to be found out again. */
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { oncePerFile } from "../../lab/build/oncePerFile";

const folder = mkdtempSync(join(tmpdir(), "parley-once-"));
const file = join(folder, "file");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a file is looked at once, whatever it is called by then, and again when it is another one", async () => {
  let looks = 0;
  const content = oncePerFile(async (one) => {
    looks += 1;
    return readFileSync(one, "utf8");
  });
  writeFileSync(file, "first");
  expect(await Promise.all([content(file), content(file)])).toEqual(["first", "first"]);
  const moved = join(folder, "moved");
  renameSync(file, moved);
  expect(await content(moved)).toBe("first");
  expect(looks).toBe(1);
  writeFileSync(moved, "another one");
  expect(await content(moved)).toBe("another one");
  expect(looks).toBe(2);
});

test("what was not found, or went wrong, is tried again", async () => {
  const answers = [() => undefined, () => Promise.reject(new Error("busy")), () => "3.250.0"];
  const version = oncePerFile(async () => answers.shift()?.());
  writeFileSync(file, "");
  expect(await version(file)).toBeUndefined();
  await expect(version(file)).rejects.toThrow("busy");
  expect(await version(file)).toBe("3.250.0");
});
