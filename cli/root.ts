/** Folder of the project; bin/parley.mjs tells it, because a bundle does not know where its sources were. */
export const projectRoot = (): string => process.env.PARLEY_ROOT ?? process.cwd();
