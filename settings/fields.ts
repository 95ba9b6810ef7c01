/** Field types with their own problem and remedy, shared by all sections. */
import { isIPv4 } from "node:net";
import { z } from "zod";

/** A string that has to pass a test; the problem and the remedy are what the user reads. */
export function checked(test: (value: string) => boolean, problem: string, remedy: string) {
  return z.string().refine(test, { error: problem, params: { remedy } });
}

const label = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
const hostNamePattern = new RegExp(`^${label}(\\.${label})*$`);

export const isHostName = (value: string): boolean =>
  value.length <= 253 && hostNamePattern.test(value) && !/^[\d.]+$/.test(value);

/** A full DNS name in lower case, with at least one dot. */
export const domainName = () =>
  checked(
    (value) => isHostName(value) && value.includes("."),
    "is not a full DNS name",
    "write it in lower case without scheme, port or path, for example meet.example.org",
  );

/** A host: a DNS name or an IPv4 address. */
export const host = () =>
  checked(
    (value) => isHostName(value) || isIPv4(value),
    "is neither a host name nor an IPv4 address",
    "for example 172.16.10.1 or fw.example.org",
  );

export const ipv4 = () =>
  checked((value) => isIPv4(value), "is not an IPv4 address", "four numbers of 0 to 255, for example 172.16.10.1");

/** An IPv4 address with its prefix length. */
export const cidr = () =>
  checked(
    (value) => {
      const [address, prefix, ...rest] = value.split("/");
      return rest.length === 0 && isIPv4(address ?? "") && /^([1-9]|[12]\d|3[0-2])$/.test(prefix ?? "");
    },
    "is not an IPv4 address with a prefix length",
    "for example 172.16.10.160/24",
  );

export const httpsUrl = () =>
  checked(
    (value) => URL.canParse(value) && new URL(value).protocol === "https:",
    "is not an https:// address",
    "for example https://pve.example.org:8006",
  );

/** An absolute directory path, normalised: no `..`, no trailing slash. */
export const directory = () =>
  checked(
    (value) => /^(\/[A-Za-z0-9._@+-]+)+$/.test(value) && !value.split("/").includes(".."),
    "is not an absolute directory path",
    "start with /, without spaces, `..` or a slash at the end, for example /mnt/storage/recordings",
  );

/** A name that ends up in a file, an interface list or a command: letters, digits and `. _ -`. */
export const plainName = (example: string) =>
  checked(
    (value) => /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/.test(value),
    "has characters that do not belong in a name",
    `letters, digits, dots, underscores and hyphens, for example ${example}`,
  );

/** A network interface or bridge of Linux: at most 15 characters. */
export const interfaceName = (example: string) =>
  checked(
    (value) => /^[A-Za-z0-9][A-Za-z0-9._-]{0,14}$/.test(value),
    "is not a name that Linux gives to an interface",
    `at most 15 letters, digits, dots, underscores and hyphens, for example ${example}`,
  );

export const port = () => z.int().min(1).max(65535);

/** A user on a host reached by SSH. */
export const userName = () =>
  checked(
    (value) => /^[a-z_][a-z0-9_-]{0,31}$/.test(value),
    "is not a user name of Linux",
    "for example root; other users need password-free sudo",
  );

/** A host's public key, as `ssh-keyscan` prints it: type and base64. */
export const publicKey = () =>
  checked(
    (value) =>
      /^(ssh-(ed25519|rsa)|ecdsa-sha2-nistp(256|384|521)|sk-[a-z0-9@.-]+) [A-Za-z0-9+/]+={0,3}( .*)?$/.test(value),
    "is not an SSH public key",
    "one line as in a .pub file: ssh-ed25519 AAAA… comment",
  );

/** A file of the operator's, by its path relative to the project: no `..`. */
export const projectFile = (extension: string, example: string) =>
  checked(
    (value) => /^[A-Za-z0-9_./-]+$/.test(value) && value.endsWith(`.${extension}`) && !value.split("/").includes(".."),
    `is not the path of a .${extension} file`,
    `relative to the project, for example ${example}`,
  );

/** A container image with an exact tag or digest. */
export const imageReference = (example: string) =>
  checked(
    (value) => /^[a-z0-9][\w./:-]*(:[\w.-]+|@sha256:[0-9a-f]{64})$/.test(value),
    "is not an image reference with a tag or digest",
    example,
  );
