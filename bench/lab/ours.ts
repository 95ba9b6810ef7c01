/** Parley's side of the comparison in the lab. */

import { labSettings } from "../../lab/stack/labSettings";
import type { ProgramStack } from "../../lab/stack/programStack";
import type { World } from "../../lab/world/world";
import type { Command } from "../measure";
import { served } from "./served";
import type { Contender } from "./turns";

export class Ours {
  private readonly domain: string;

  constructor(
    private readonly world: World,
    private readonly program: ProgramStack,
  ) {
    this.domain = String(labSettings(world).domain);
  }

  /** From a node without the container to a page that is served; destroyed after each round but the last. */
  fromNothing(rounds: number): Contender {
    return {
      title: "from nothing",
      run: (round) => this.changed("from nothing", `From nothing ${round}`, ["up", "--skip-preview"]),
      check: async (round) => {
        await served(this.world, this.domain, `From nothing ${round}`);
        if (round < rounds) await this.program.worked(this.program.stack.destroy());
      },
    };
  }

  /** The title of the page becomes another one with each round. */
  change(title: string, ...options: string[]): Contender {
    return {
      title: `${title}, one setting changed`,
      run: (round) => this.changed(title, `${title} ${round}`, ["up", ...options]),
      check: (round) => served(this.world, this.domain, `${title} ${round}`),
    };
  }

  again(operation: "up" | "refresh", ...options: string[]): Contender {
    return { title: `${operation}, nothing changed`, run: () => this.pulumi(operation, [operation, ...options]) };
  }

  private changed(title: string, pageTitle: string, args: readonly string[]): Command {
    this.program.program.set(["parley:jitsi", "branding"], { title: pageTitle });
    return this.pulumi(title, args);
  }

  private pulumi = (title: string, args: readonly string[]): Command => ({
    title,
    ...this.program.stack.invocation([...args, "--yes"]),
  });
}
