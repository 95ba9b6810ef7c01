/** Makes the programs ready that read what Parley renders; `npm test` puts them first on PATH. */
import { programs } from "../lab/tools/programs";
import { rootfsObstacle } from "../lab/tools/rootfs";
import { UserError } from "./userError";

export async function checks(): Promise<void> {
  const obstacle = rootfsObstacle();
  if (obstacle)
    throw new UserError(`The programs that read what Parley renders cannot be made ready here: ${obstacle}.`);
  process.stdout.write(`${await programs()}\n`);
}
