/** The order in which Jest starts the files: one that takes ten minutes must not come last, when nothing else is left to do. */
const Sequencer = require("@jest/test-sequencer").default;

/** Those that take longer than most, the longest first. */
const long = [
  "serviceKilled",
  "drift",
  "kubernetesExamples",
  "serviceTrouble",
  "kubernetes",
  "kubelet",
  "homeserver",
  "matrixrtc",
  "kubeletHomeserver",
  "recordings",
  "providersRelease",
];

function place({ path }) {
  const found = long.findIndex((name) => path.endsWith(`/${name}.e2e.test.ts`));
  return found < 0 ? long.length : found;
}

module.exports = class extends Sequencer {
  sort(tests) {
    return [...tests].sort((a, b) => place(a) - place(b) || a.path.localeCompare(b.path));
  }
};
