/**
 * Tokens of Parley's own resource types. Their package is not called `parley`: a package's settings are those of its
 * name, and the engine would hand it everything under `parley:`, credentials and all.
 */
export const tokens = {
  release: "parley-remote:host:Release",
  ready: "parley-remote:host:Ready",
  preflight: "parley-remote:cluster:Preflight",
  record: "parley-remote:dns:AddressRecord",
} as const;
