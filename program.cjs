/** What the engine runs: index.ts, bundled when a source changed. */
const { bundledProgram } = require("./bin/bundledProgram.cjs");

module.exports = () => bundledProgram(__dirname, "parley-program", "index.ts");
