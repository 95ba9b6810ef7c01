/**
 * A Pulumi program in TypeScript, bundled when a source changed. Compiling it anew for every preview and every update
 * would take longer than running it.
 */
const Module = require("node:module");

/**
 * What the program exports, once it has run.
 *
 * @param root the project's folder
 * @param name folder of the bundles in node_modules/.cache
 * @param entry source file, from the root
 */
exports.bundledProgram = async (root, name, entry) => {
  const { bundled } = await import("./bundle.mjs");
  // The SDK takes a stack trace for every resource. The runner of older language hosts maps each of them back to
  // TypeScript, which a bundle has none of: a fifth of the program's time.
  Error.prepareStackTrace = undefined;
  // Two thirds of loading the SDK are a compiler and npm itself, which it needs to send functions along: we have none.
  for (const part of ["codePaths", "serializeClosure"]) whenCalled(`@pulumi/pulumi/runtime/closure/${part}`);
  // The SDKs stay outside: the engine's own runner has loaded @pulumi/pulumi already, and there must be one of it.
  return require(await bundled(root, name, entry, ["@pulumi/*", "@muhlba91/*"], "cjs"));
};

/** Has a module loaded when the first of its functions is called. Nothing but functions may be taken from it. */
function whenCalled(name) {
  const file = require.resolve(name);
  if (require.cache[file]) return;
  const load = () => {
    if (require.cache[file] === later) delete require.cache[file];
    return require(file);
  };
  const later = new Module(file);
  later.loaded = true;
  later.exports = new Proxy(
    {},
    {
      get:
        (_, key) =>
        (...given) =>
          load()[key](...given),
    },
  );
  require.cache[file] = later;
}
