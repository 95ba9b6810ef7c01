/** The stand-ins in a real Docker, under what we render: all healthy when it is right, refused as by the real ones when not. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { allStandIns, type StandIns, standIns, standInsObstacle } from "../../lab/images";
import { PrivateDocker } from "../../lab/images/docker";
import { hardened, refusals, refusedRuns, run } from "./images.refusals";
import { address, container, inRelease, placeRelease, publicAddress } from "./images.release";

const obstacle = standInsObstacle();
if (obstacle) console.warn(`The stand-ins for images cannot be tried here: ${obstacle}.`);
const suite = obstacle ? describe.skip : describe;

let docker: PrivateDocker;
let made: StandIns;

suite("stand-ins for container images", () => {
  beforeAll(async () => {
    made = await standIns([...allStandIns, "web:next", "web:exits", "web:unhealthy", "jicofo:unhealthy"]);
    docker = await PrivateDocker.start();
    docker.load(made.archive);
    await placeRelease(docker, image("jvb"));
    docker.must(inRelease("sh up.sh"));
    await docker.until(inRelease("sh check.sh"), 60);
  }, 600_000);

  afterAll(async () => {
    // Undefined when it could not be started.
    const folder = docker?.folder ?? "none";
    await docker?.stop();
    expect(existsSync(folder)).toBe(false);
    expect(readFileSync("/proc/self/mounts", "utf8")).not.toContain(folder);
    const groups = readdirSync("/sys/fs/cgroup").map((name) => join("/sys/fs/cgroup", name, basename(folder)));
    expect(groups.filter(existsSync)).toEqual([]);
  }, 60_000);

  const image = (name: string): string => made.images[name] ?? "";
  const curl = (options: string): string => docker.must(`curl -sS -m 10 ${options}`);
  const upgrade = "-i --http1.1 -H 'Connection: Upgrade' -H 'Upgrade: websocket' -H 'Sec-WebSocket-Version: 13'";
  const socket = (path: string): string =>
    docker.run(`curl -sS -m 1 ${upgrade} -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==' ${path}`).out;
  const web = `http://${address}:8000`;

  test("say that they are stand-ins", () => {
    const format = `'{{index .Config.Labels "org.opencontainers.image.title"}}'`;
    for (const one of Object.values(made.images)) {
      expect(docker.must(`docker image inspect --format ${format} ${one}`)).toMatch(/^Parley stand-in for /);
    }
  });

  test("web: host and proxy's headers arrive, our files count, the title is escaped", () => {
    const page = curl(`-i -H 'Host: meet.example.org' -H 'X-Forwarded-Proto: https' ${web}/`);
    expect(page).toContain("X-Stand-In-Host: meet.example.org");
    expect(page).toContain("proto=https");
    expect(page).toContain("<title>Example &#60;Meet&#62;</title>");
    expect(curl(`${web}/config.js`)).toContain("config.startWithAudioMuted = true;");
    expect(curl(`${web}/tenant/config.js`)).toContain("var subdir = 'tenant/'");
    expect(curl(`${web}/interface_config.js`)).toContain("APP_NAME");
    expect(curl(`-o /dev/null -w '%{http_code}' ${web}/some-room`)).toBe("200");
  });

  test("web: BOSH and WebSocket reach Prosody; notes and whiteboard their services", () => {
    const body = `<body content="text/xml" hold="1" rid="1" to="meet.jitsi" ver="1.6" wait="1" xmlns="http://jabber.org/protocol/httpbind"/>`;
    expect(curl(`-H 'Content-Type: text/xml' -d '${body}' ${web}/http-bind`)).toContain("ANONYMOUS");
    expect(socket(`-H 'Sec-WebSocket-Protocol: xmpp' ${web}/xmpp-websocket`)).toContain("101 Switching Protocols");
    expect(socket(`'${web}/socket.io/?EIO=4&transport=websocket'`)).toContain("101 Switching Protocols");
    expect(curl(`${web}/etherpad/p/notes`)).toContain("stand-in for Etherpad at /p/notes");
  });

  test("jvb: answers on its port and names the addresses that it advertises", () => {
    const ask = `exec 3<>/dev/udp/${address}/10000; echo hello >&3; timeout 5 dd bs=2048 count=1 status=none <&3`;
    expect(JSON.parse(docker.must(`bash -c '${ask}'`))).toMatchObject({
      service: "jvb",
      advertised: [address, publicAddress],
      echo: "hello\n",
    });
  });

  test("jibri: writes a recording as user 1000 that outlives its container", () => {
    const api = "http://127.0.0.1:2222/jibri/api/v1.0";
    const ask = (what: string) => docker.must(`docker exec ${container("jibri")} curl -fsS -d '${what}`);
    ask(`{"sessionId":"one"}' ${api}/startService`);
    ask(`{}' ${api}/stopService`);
    docker.must(`docker rm --force ${container("jibri")}`);
    expect(docker.must("stat -c %u:%g:%n /recordings/recordings/one/*.mp4")).toMatch(/^1000:1000:/);
    docker.must(inRelease("sh up.sh"));
  });

  test.each([
    ["jvb", "JVB_AUTH_PASSWORD", "No operational bridges available"],
    ["jicofo", "JICOFO_AUTH_PASSWORD", "not connected"],
  ])(
    "a wrong password of %s makes jicofo unhealthy, the right one heals",
    async (service, variable, problem) => {
      const file = `secrets/${service}.env`;
      const check = `docker exec ${container("jicofo")} healthcheck.sh`;
      docker.must(inRelease(`cp ${file} /tmp/kept && sed -i 's/^${variable}=.*/${variable}="wrong"/' ${file}`));
      // Jibri waits for Jicofo, so this does not end well, or takes long.
      docker.run(inRelease(`timeout 30 docker ${compose} up --detach --no-deps ${service}`));
      await docker.until(`! ${check}`, 20);
      expect(docker.run(check).out).toContain(problem);
      docker.must(inRelease(`cp /tmp/kept ${file} && sh up.sh`));
      await docker.until(inRelease("sh check.sh"), 60);
    },
    180_000,
  );

  const compose = `compose --file compose.yaml --env-file /var/lib/parley/meet-example-org/facts.env --project-directory .`;
  const start = (name: string, options: string) => docker.run(`timeout 20 docker run --rm ${options} ${image(name)}`);
  test.each(refusals)("%s with '%s' ends with: %s", (name, options, message) => {
    const { code, out } = start(name, `${hardened} ${run} ${options}`);
    expect(out).toContain(message);
    expect(code).toBeGreaterThan(0);
    expect(code).not.toBe(124);
  });

  test.each(refusedRuns)("a /run by '%s' is refused: %s", (options, message) => {
    const { code, out } = start("jicofo", `${hardened} ${options} -e JICOFO_AUTH_PASSWORD=x`);
    expect(out).toContain(message);
    expect(code).toBe(1);
  });

  test("variants: a later version says so, an unhealthy one answers 500", async () => {
    docker.must(`docker run --detach --name next -e DISABLE_HTTPS=1 ${image("web:next")}`);
    docker.must(`docker run --detach --name ill -e DISABLE_HTTPS=1 ${image("web:unhealthy")}`);
    const page = "curl -sS -i http://127.0.0.1:8000/";
    expect(await docker.until(`docker exec next ${page}`, 20)).toMatch(/X-Stand-In-Version: \S+-next\r/);
    expect(await docker.until(`docker exec ill ${page}`, 20)).toContain("500 Internal Server Error");
  }, 60_000);
});
