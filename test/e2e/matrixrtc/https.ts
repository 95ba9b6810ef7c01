/** Asks over HTTPS from the client host, and checks the certificate. */
import { labAuthority } from "../../../lab/world/authority";
import type { World } from "../../../lab/world/world";

export interface HttpAnswer {
  readonly status: number;
  /** Names are in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Asked {
  readonly method?: string;
  readonly body?: string;
  /** Shown to nobody else: it goes through standard input. */
  readonly token?: string;
}

export async function https(
  world: World,
  url: string,
  { method = "GET", body, token }: Asked = {},
): Promise<HttpAnswer> {
  const { cert } = await labAuthority();
  const headers = ["Content-Type: application/json", ...(token ? [`Authorization: Bearer ${token}`] : [])];
  const input = [
    ...headers.map((one) => `header = "${one}"`),
    ...(body === undefined ? [] : [`data = ${JSON.stringify(body)}`]),
  ].join("\n");
  const options = ["-sS", "-m", "10", "-i", "--cacert", cert, "-X", method, "--config", "-"];
  const { code, stdout, stderr } = await world.exec("client", ["curl", ...options, url], { input });
  if (code !== 0) throw new Error(`${method} ${url}: ${stderr.trim()}`);
  const [head = "", ...rest] = stdout.split("\r\n\r\n");
  const [first = "", ...lines] = head.split("\r\n");
  const pairs = lines.map((line) => line.split(/: (.*)/));
  return {
    status: Number(first.split(" ")[1]),
    headers: Object.fromEntries(pairs.map(([name = "", value = ""]) => [name.toLowerCase(), value])),
    body: rest.join("\r\n\r\n"),
  };
}
