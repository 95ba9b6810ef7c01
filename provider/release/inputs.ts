/** What `parley-remote:host:Release` is told: a release with its secrets put in, and how to reach its machine. */
import { z } from "zod";
import { connectionSchema } from "../ssh/target";

/** What {@link ReleaseInputs.running} says when nothing was changed by hand. */
export const asReleased = "as released";

/** The agent reads lists line by line, and `.parley` is its own. */
const inside = /^(?!\.parley(\/|$))[\w.@+-]+(\/[\w.@+-]+)*$/;
const outside = /^(\/[\w.@+-]+)+$/;
const climbs = (path: string): boolean => path.split("/").includes("..");

const name = z.string().regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, "has to be lower case, digits and hyphens");

const file = z.strictObject({
  content: z.string(),
  /** Octal, `0640`. */
  mode: z.string().regex(/^[0-7]{4}$/, "is not a file mode such as 0640"),
  /** `uid:gid`; root unless said. */
  owner: z
    .string()
    .regex(/^\d+:\d+$/, "is not uid:gid")
    .optional(),
});

export const releaseInputs = z
  .strictObject({
    connection: connectionSchema,
    instance: name,
    name,
    /** For people: what the release does. */
    title: z.string(),
    /** Names the content, secrets by their rotation only. */
    releaseId: name,
    /** Changes when the machine is a new one, so that the release is sent again. */
    machine: z.string(),
    /** By path within the release. */
    files: z.record(z.string(), file),
    /** Path of the file by the place where a copy goes. */
    placed: z.record(z.string(), z.string()),
    /** See `ReleaseCommands` in components/remote. */
    commands: z.strictObject({
      validate: z.string(),
      activate: z.string(),
      check: z.string(),
      deactivate: z.string(),
      observe: z.string(),
    }),
    checkSeconds: z.int().positive(),
    /** Texts that the host's words must not show. */
    redact: z.array(z.string()),
    /** Nobody says this: a refresh puts here what is wrong on the machine, and the next deployment mends it. */
    running: z.string(),
  })
  .superRefine(({ files, placed }, context) => {
    const refuse = (path: string[], message: string) => context.addIssue({ code: "custom", path, message });
    for (const path of Object.keys(files)) {
      if (!inside.test(path) || climbs(path)) refuse(["files", path], "is not a path within a release");
    }
    for (const [at, path] of Object.entries(placed)) {
      if (!outside.test(at) || climbs(at)) refuse(["placed", at], "is not an absolute path");
      if (!(path in files)) refuse(["placed", at], `the release has no file ${path}`);
    }
  });

export type ReleaseInputs = z.output<typeof releaseInputs>;
/** What a program says. */
export type ReleaseArgs = Omit<z.input<typeof releaseInputs>, "running">;
