/** What a request may ask for, besides being well-formed: refusals as the real API words them. */
import { onlyRoot } from "./access";
import { died, invalid } from "./failure";
import { parseProperties } from "./propertyString";
import type { Parameters } from "./router";
import type { Storage } from "./storage";

/** @param unprivileged of the container as it is or will be */
export function checkGuestRequest(
  user: string,
  given: Parameters,
  unprivileged: boolean,
  storage: Pick<Storage, "require">,
): void {
  if (given.features !== undefined) checkFeatures(user, given.features, unprivileged);
  for (const [key, value] of Object.entries(given)) {
    if (/^(rootfs|mp\d+)$/.test(key)) checkVolume(user, key, value, storage);
    if (/^dev\d+$/.test(key)) onlyRoot(user, "passthrough of devices");
  }
  if (given.memory !== undefined && Number(given.memory) < 16) {
    throw invalid("memory", "value must have a minimum value of 16");
  }
  if (given.hostname !== undefined && !/^[\w-]+(\.[\w-]+)*$/.test(given.hostname)) {
    throw invalid("hostname", "invalid format - value does not look like a valid DNS name");
  }
}

function checkFeatures(user: string, text: string, unprivileged: boolean): void {
  const others = Object.entries(parseProperties(text, "")).filter(
    ([name, value]) => name !== "nesting" && value !== "0",
  );
  if (others.length > 0) onlyRoot(user, "changing feature flags (except nesting)");
  if (!unprivileged) onlyRoot(user, "changing feature flags for privileged container");
}

function checkVolume(user: string, key: string, value: string, storage: Pick<Storage, "require">): void {
  const { volume = "", mp } = parseProperties(value, "volume");
  if (key !== "rootfs" && !mp) {
    throw invalid(key, "invalid format - format error\nmp: property is missing and it is not optional");
  }
  if (volume.startsWith("/")) onlyRoot(user, "mount point type bind");
  else {
    const [name, rest] = volume.split(":");
    if (!name || !rest) throw died(`unable to parse volume ID '${volume}'`);
    storage.require(name, "rootdir");
  }
}
