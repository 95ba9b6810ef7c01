/**
 * What the engine runs: index.ts, bundled when a source changed. Compiling it anew for every preview and every update
 * would take longer than running it.
 */
module.exports = async () => {
  const { bundled } = await import("./bin/bundle.mjs");
  // The SDK takes a stack trace for every resource. The runner of older language hosts maps each of them back to
  // TypeScript, which a bundle has none of: a fifth of the program's time.
  Error.prepareStackTrace = undefined;
  // The SDKs stay outside: the engine's own runner has loaded @pulumi/pulumi already, and there must be one of it.
  return require(await bundled(__dirname, "parley-program", "index.ts", ["@pulumi/*", "@muhlba91/*"], "cjs"));
};
