/** The whole plan, report included, against only loading Pulumi's SDK. */
import { join } from "node:path";
import type { Comparison } from "./compare";

export const planBench = (root: string, folder: string): Comparison => ({
  name: "plan",
  ours: {
    title: "npm run plan -- prod --out DIR",
    command: ["npm", "run", "--silent", "plan", "--", "prod", "--out", join(folder, "plan")],
    cwd: root,
  },
  base: {
    title: 'require("@pulumi/pulumi")',
    command: [process.execPath, "-e", 'require("@pulumi/pulumi")'],
    cwd: root,
  },
});
