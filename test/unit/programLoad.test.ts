/** What starting the program loads: the engine waits for it before every preview and every update. */
import { execFileSync } from "node:child_process";
import { expect, test } from "@jest/globals";

/** Runs in a process of its own: what is loaded stays loaded. The program itself gives up, as there is no engine. */
const script = `
process.on("unhandledRejection", () => {});
require("./program.cjs")().catch(() => {}).then(async () => {
  const loaded = (name) => Object.keys(require.cache).some((file) => file.includes("/node_modules/" + name + "/"));
  const before = ["@pulumi/pulumi", "typescript", "@npmcli/arborist"].filter(loaded);
  const { text } = await require("@pulumi/pulumi").runtime.serializeFunction(() => "sent along");
  console.log(JSON.stringify({ before, after: loaded("typescript"), text }));
  process.exit();
});`;

test("the SDK without its compiler and npm, which are there when a function has to be sent along", () => {
  const said = execFileSync(process.execPath, ["-e", script], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  expect(JSON.parse(said)).toEqual({
    before: ["@pulumi/pulumi"],
    after: true,
    text: expect.stringContaining("sent along"),
  });
});
