/** The proxmoxve provider, as far as a container from a downloaded template needs it. */
import type { FileArgs } from "@muhlba91/pulumi-proxmoxve/download/file";
import { version } from "@muhlba91/pulumi-proxmoxve/package.json";
import type { ProviderArgs } from "@muhlba91/pulumi-proxmoxve/provider";
import { z } from "zod";
import { anything, type Fields, flag, number, required, text } from "../../../provider/protocol/fields";
import type { Plain, Provider, ResourceType } from "../../../provider/protocol/resourceType";
import { container } from "./container";

// A provider's settings reach the engine as strings, whatever their type.
const config = {
  apiToken: text,
  authTicket: text,
  csrfPreventionToken: text,
  endpoint: z.url({
    protocol: /^https$/,
    error: "the endpoint must be an https address, like https://pve.example.org:8006",
  }),
  insecure: anything,
  minTls: text,
  otp: text,
  password: text,
  randomVmIdEnd: anything,
  randomVmIdStart: anything,
  randomVmIds: anything,
  ssh: anything,
  tmpDir: text,
  username: text,
} satisfies Fields<ProviderArgs>;

const file: ResourceType = {
  inputs: z.strictObject({
    checksum: text,
    checksumAlgorithm: z.enum(["md5", "sha1", "sha224", "sha256", "sha384", "sha512"]).optional(),
    contentType: z.enum(["iso", "vztmpl", "import"]),
    datastoreId: required.text,
    decompressionAlgorithm: text,
    fileName: text,
    nodeName: required.text,
    overwrite: flag,
    overwriteUnmanaged: flag,
    uploadTimeout: number,
    url: required.text,
    verify: flag,
  } satisfies Fields<FileArgs>),
  replacedBy: () => [
    "checksum",
    "checksumAlgorithm",
    "contentType",
    "datastoreId",
    "decompressionAlgorithm",
    "fileName",
    "nodeName",
    "url",
    "verify",
  ],
  defaults: { overwrite: true, overwriteUnmanaged: false, uploadTimeout: 600, verify: true },
  computed: { fileName: (inputs) => fileName(inputs), size: () => 128 * 1024 * 1024 },
  id: (inputs, outputs) => `${inputs.datastoreId}:${inputs.contentType}/${outputs.fileName}`,
};

const types: Readonly<Record<string, ResourceType>> = {
  "proxmoxve:download/file:File": file,
  "proxmoxve:index/containerLegacy:ContainerLegacy": container,
};

export const proxmoxve: Provider = {
  name: "proxmoxve",
  version,
  config: z.strictObject(config),
  type: (token) => types[token],
};

function fileName(inputs: Plain): string {
  return String(inputs.url).split("/").at(-1) ?? "";
}
