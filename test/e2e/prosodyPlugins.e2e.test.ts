/** Prosody's modules, options, tokens and rotated secrets: released by the agent, asked of the Prosody that runs. */
import { signToken } from "../../cli/token/sign";
import { standIns, standInsObstacle } from "../../lab/images";
import { PrivateDocker } from "../../lab/images/docker";
import { container, deploy, helloModule, logIn, secretValue } from "./prosodyPlugins.release";

const obstacle = standInsObstacle();
if (obstacle) console.warn(`Prosody's modules cannot be tried here: ${obstacle}.`);
const suite = obstacle ? describe.skip : describe;

/** Everything that could break out of Lua, of the image's lists and lines, or of Compose. */
const greeting = `a, "b"; 'c' \\n \\ $HOME $\{HOME} ]] --\nå`;

const services = ["web", "prosody", "jicofo", "jvb", "whiteboard"] as const;
/** Compose makes anew what waits for a service that it makes anew (docker/compose issue 10308). */
const connected = ["web", "prosody", "jicofo", "jvb"];

let docker: PrivateDocker;

suite("Prosody with modules of one's own", () => {
  beforeAll(async () => {
    const { archive } = await standIns(services);
    docker = await PrivateDocker.start();
    docker.load(archive);
    // The address that the example's services are published on; there is no systemd to tell about timers, and no timer.
    docker.must(`ip addr add 192.0.2.20/32 dev lo
      printf '#!/bin/sh\\nexit 0\\n' > /usr/local/bin/systemctl && chmod +x /usr/local/bin/systemctl
      ln -sf /usr/local/bin/systemctl /usr/bin/systemctl`);
    const { code, out } = await deploy(docker, { hello: helloModule("one"), greeting });
    expect(out).toContain("is in force");
    expect(code).toBe(0);
  }, 600_000);

  afterAll(async () => docker?.stop(), 60_000);

  const address = (): string => {
    const format = "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}";
    return `http://${docker.must(`docker inspect --format '${format}' ${container("prosody")}`).trim()}:5280`;
  };
  const hello = (): string => docker.must(`curl -sS -m 10 -H 'Host: meet.jitsi' ${address()}/hello`);
  const log = (service: string): string => docker.must(`docker logs ${container(service)} 2>&1`);
  const ids = (): Record<string, string> =>
    Object.fromEntries(
      services.map((name) => [name, docker.must(`docker inspect --format '{{.Id}}' ${container(name)}`)]),
    );
  const changedSince = (before: Record<string, string>): string[] =>
    Object.entries(ids()).flatMap(([name, id]) => (id === before[name] ? [] : [name]));
  const tokenFor = (key: string): Promise<string> =>
    signToken(
      {
        terms: { algorithm: "HS256", issuer: "example-app", audience: "example-app" },
        ...{ domain: "meet.example.org", room: "Team", user: "Anna", moderator: true, lifetime: 600 },
        now: Math.floor(Date.now() / 1000),
      },
      key,
    );

  test("loads what is inline and what is a file, and hands options on as they were written", () => {
    expect(hello()).toBe(`one: ${greeting}`);
    expect(log("prosody")).toContain("rooms have names of at least 6 characters");
    expect(log("prosody")).toContain("Example, Inc. starts here");
    const files = docker.must(`docker exec ${container("prosody")} ls /prosody-plugins-custom`).split("\n");
    const names = ["hello", "room_names", "start_notice", "token_verification"];
    expect(files.filter(Boolean)).toEqual(names.map((name) => `mod_${name}.lua`));
    expect(log("prosody")).toContain("corrected");
  });

  test("lets in who has a token that our command made, and nobody else", async () => {
    const good = await tokenFor(secretValue("jwtAppSecret"));
    expect(logIn(docker, address(), good)).toContain("<success");
    expect(logIn(docker, address())).toContain("token required");
    expect(logIn(docker, address(), await tokenFor(secretValue("another")))).toContain("<failure");
    expect(docker.must(`docker exec ${container("web")} env`)).toContain(
      "TOKEN_AUTH_URL=https://login.example.org/jitsi?room={room}",
    );
  });

  test("a changed module restarts Prosody with what is connected to it, and nothing else", async () => {
    const before = ids();
    expect((await deploy(docker, { hello: helloModule("two"), greeting })).code).toBe(0);
    expect(hello()).toBe(`two: ${greeting}`);
    expect(changedSince(before)).toEqual(connected);
  }, 180_000);

  test("a module that does not load fails the release with its error, and the one before serves on", async () => {
    const before = ids();
    const { code, out } = await deploy(docker, { hello: "module:log('info', = 1);\n", greeting });
    expect(code).toBe(1);
    expect(out).toMatch(
      /the module hello is not loaded on meet\.jitsi: .*mod_hello\.lua:1: unexpected symbol near '='/,
    );
    expect(out).toContain("keeps serving, untouched");
    expect(changedSince(before)).toEqual([]);
    expect(hello()).toBe(`two: ${greeting}`);
  }, 400_000);

  test("seed 002: an application id and a module that do not arrive fail the release in words", async () => {
    const corrected = "/prosody-plugins-custom/mod_token_verification.lua";
    const { code, out } = await deploy(docker, {
      hello: helloModule("three"),
      greeting,
      spoil: ({ environment, volumes = [], ...prosody }) => ({
        ...prosody,
        environment: { ...environment, JWT_APP_ID: "" },
        volumes: volumes.filter(({ target }) => target !== corrected),
      }),
    });
    expect(code).toBe(1);
    expect(out).toContain("'app_id' must not be empty: JWT_APP_ID is missing");
    expect(out).toContain(
      `the module token_verification on muc.meet.jitsi comes from /prosody-plugins/mod_token_verification.lua, not from ${corrected}`,
    );
    expect(out).not.toContain("s3cret-of-");
    expect(hello()).toBe(`two: ${greeting}`);
  }, 400_000);

  test("rotated secrets: the bridge logs in again, old tokens are worth nothing", async () => {
    const before = ids();
    const old = await tokenFor(secretValue("jwtAppSecret"));
    const rotation = { jvbAuth: 2, jwtAppSecret: 2 };
    expect((await deploy(docker, { hello: helloModule("two"), greeting, rotation })).code).toBe(0);
    expect(changedSince(before)).toEqual(connected);
    expect(docker.must(`docker exec ${container("jvb")} env`)).toContain(secretValue("jvbAuth", 2));
    expect(log("jvb")).toContain("XMPP jvb@auth.meet.jitsi: logged in");
    // Jicofo is healthy only with a bridge that is logged in.
    docker.must(`docker exec ${container("jicofo")} healthcheck.sh`);
    expect(logIn(docker, address(), old)).toContain("<failure");
    expect(logIn(docker, address(), await tokenFor(secretValue("jwtAppSecret", 2)))).toContain("<success");
  }, 300_000);
});
