/** `parley token`: the address of a room with a token for one person, signed with the stack's key. */
import { text } from "node:stream/consumers";
import { jwtLogin } from "../settings/settings";
import { tokenTerms } from "../workloads/jitsi/tokens";
import { configFile } from "./plan/configFile";
import { loadConfig } from "./plan/load";
import { keyFrom } from "./token/key";
import { signToken } from "./token/sign";
import { UserError } from "./userError";

export interface TokenOptions {
  readonly room: string;
  readonly user: string;
  readonly email?: string;
  readonly moderator?: boolean;
  readonly hours: string;
  readonly print?: boolean;
}

/** Longest that a token may be good for, hours. */
const mostHours = 24 * 31;

/** Reads the key from standard input. */
export async function token(config: string, options: TokenOptions): Promise<void> {
  const hours = Number(options.hours);
  if (!(hours > 0 && hours <= mostHours))
    throw new UserError(`--hours ${options.hours}: a number above 0, at most ${mostHours}`, 2);
  // What Jitsi takes for a room's name (web/rootfs/defaults/meet.conf), and nothing that an address gives a meaning.
  if (!/^[^/?&:'"#%\s]+$/.test(options.room))
    throw new UserError(`--room ${options.room}: a name without spaces and without / ? & : ' " # %`, 2);
  const { settings } = loadConfig(configFile(config));
  const login = jwtLogin(settings);
  if (!login) throw new UserError(`${config} has no \`login.provider: jwt\`: its rooms take no tokens.`, 2);
  if (!options.print && !process.stdout.isTTY)
    throw new UserError(
      "Standard output is not a terminal: a token in a file or log lets others in. Add --print to write it all the same.",
      2,
    );
  if (process.stdin.isTTY)
    throw new UserError(
      "The key comes on standard input: npm run -s pulumi -- stack output secrets --json --show-secrets --stack NAME | npm run -s token -- …",
      2,
    );
  const key = keyFrom(await text(process.stdin));
  const signed = await signToken(
    {
      terms: tokenTerms(login),
      domain: settings.domain,
      room: options.room,
      user: options.user,
      ...(options.email === undefined ? {} : { email: options.email }),
      moderator: options.moderator === true,
      now: Math.floor(Date.now() / 1000),
      lifetime: Math.round(hours * 3600),
    },
    key,
  );
  process.stdout.write(`https://${settings.domain}/${encodeURIComponent(options.room)}?jwt=${signed}\n`);
}
