/** `parley token`: what it signs, and what it refuses without a word of the key. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { jwtVerify } from "jose";
import { root } from "../support/stackFiles";

const key = "0123456789abcdef0123456789abcdef-the-key";
const config = "examples/jitsi-host-jwt.yaml";

function run(args: readonly string[], input: string) {
  const done = spawnSync(process.execPath, [join(root, "bin/parley.mjs"), "token", ...args], {
    input,
    encoding: "utf8",
  });
  return { code: done.status, out: done.stdout, error: done.stderr };
}
const ask = (input: string, ...more: string[]) => run([config, "--room", "Team", "--user", "Anna", ...more], input);

test.each([
  ["the key itself, with a newline", `${key}\n`],
  ["the output `secrets`", JSON.stringify({ jwtAppSecret: key, jvbAuth: "x" })],
  ["all outputs", JSON.stringify({ url: "x", secrets: { jwtAppSecret: `${key}\n` } })],
])("signs with %s", async (_, input) => {
  const { code, out } = ask(input, "--print", "--moderator", "--hours", "2", "--email", "anna@example.org");
  expect(code).toBe(0);
  const url = new URL(out.trim());
  expect(`${url.origin}${url.pathname}`).toBe("https://meet.example.org/Team");
  const { payload, protectedHeader } = await jwtVerify(
    url.searchParams.get("jwt") ?? "",
    new TextEncoder().encode(key),
    { issuer: "example-app", audience: "example-app", subject: "meet.example.org" },
  );
  expect(protectedHeader).toEqual({ alg: "HS256", typ: "JWT" });
  expect(payload.room).toBe("team");
  expect(payload.context).toEqual({
    user: { id: "Anna", name: "Anna", email: "anna@example.org", moderator: true },
  });
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(7200);
});

test("nobody moderates unasked", async () => {
  const { out } = ask(key, "--print");
  const { payload } = await jwtVerify(new URL(out).searchParams.get("jwt") ?? "", new TextEncoder().encode(key));
  expect(payload.context).toEqual({ user: { id: "Anna", name: "Anna", moderator: false } });
});

test.each<[string, () => ReturnType<typeof run>, RegExp]>([
  ["nothing piped in", () => ask("", "--print"), /No key on standard input: pipe in/],
  ["a short key", () => ask("hunter2hunter2", "--print"), /The key on standard input is shorter than 32 characters/],
  ["hidden outputs", () => ask('{"secrets":"[secret]"}', "--print"), /add --show-secrets/],
  ["a hidden output", () => ask('"[secret]"', "--print"), /add --show-secrets/],
  ["hidden secrets", () => ask('{"jwtAppSecret":"[secret]"}', "--print"), /add --show-secrets/],
  ["another stack's outputs", () => ask('{"secrets":{"jvbAuth":"hunter2"}}', "--print"), /There is no jwtAppSecret/],
  ["broken JSON", () => ask('{"hunter2', "--print"), /neither a key nor JSON/],
  ["a file as output", () => ask(key), /not a terminal.*Add --print/],
  [
    "a room with a path",
    () => run([config, "--room", "a/b", "--user", "A", "--print"], key),
    /--room a\/b: a name without/,
  ],
  ["too many hours", () => ask(key, "--print", "--hours", "1e9"), /--hours 1e9: a number above 0/],
  ["no hours", () => ask(key, "--print", "--hours", "x"), /--hours x: a number above 0/],
  [
    "a stack without tokens",
    () => run(["demo", "--room", "a", "--user", "A", "--print"], key),
    /demo has no `login\.provider: jwt`/,
  ],
  [
    "an unknown stack",
    () => run(["nope", "--room", "a", "--user", "A", "--print"], key),
    /neither a stack nor a file `nope`/,
  ],
])("refuses %s", (_, attempt, message) => {
  const { code, out, error } = attempt();
  expect(error).toMatch(message);
  expect(code).toBe(2);
  expect(out + error).not.toMatch(/hunter2|0123456789abcdef/);
});

test("says how it is used", () => {
  const { code, out } = run(["--help"], "");
  expect(code).toBe(0);
  for (const option of ["--room", "--user", "--moderator", "--hours", "--print"]) expect(out).toContain(option);
  expect(run([config, "--user", "A"], key)).toMatchObject({ code: 1, error: expect.stringContaining("--room") });
});
