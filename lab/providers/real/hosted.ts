/**
 * A plugin that has its provider from a host, as a program and its first arguments: it prints the answer, a port, and
 * lasts as long as the engine lets it.
 */
export const hosted = (socket: string, name: string): readonly string[] => [
  "sh",
  "-c",
  // The engine's address comes last, after its own switches.
  `for engine; do :; done; exec curl -sSN --fail-with-body --unix-socket "$0" "http://host/${name}/$engine"`,
  socket,
];
