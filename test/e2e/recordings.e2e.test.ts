/** Recordings in a directory of the Proxmox node: they outlive the container, and go when they are old. Needs root. */
import {
  chownSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { eventually } from "../../lab/world/wait";
import { LabStack } from "./service/labStack";

jest.setTimeout(10 * 60_000);

/** What user 1000 of an unprivileged container is on the node. */
const jibriOnNode = 101_000;
const path = "/nodes/pve/lxc/160";
let made: LabStack;
/** On the node. */
let directory: string;

beforeAll(async () => {
  made = await LabStack.make("parley-test-recordings");
  directory = join(made.lab.places.folder, "recordings");
  mkdirSync(directory);
  chownSync(directory, jibriOnNode, jibriOnNode);
  made.program.set(["parley:recording"], { directory, keepDays: 30 });
  // The stand-in needs no browser, and the lab has two cores.
  made.program.set(["parley:jitsi", "limits"], { jibri: { cpus: 1, memory: 512 } });
}, 40 * 60_000);
afterAll(() => made?.dispose());

/** Asks Jibri over its own API, which is not published: from the container's side. */
async function jibri(operation: "startService" | "stopService", body = ""): Promise<string> {
  const script = `set -e
id=$(docker ps -q -f label=com.docker.compose.service=jibri)
exec 3<>/dev/tcp/$(docker inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' $id)/2222
printf 'POST /jibri/api/v1.0/${operation} HTTP/1.1\\r\\nHost: jibri\\r\\nConnection: close\\r\\nContent-Length: ${body.length}\\r\\n\\r\\n%s' '${body}' >&3
head -n 1 <&3 | tr -d '\\r'`;
  const { stdout, stderr } = await made.lab.world.exec(160, ["bash", "-c", script]);
  return stdout.trim() || stderr;
}

const films = (session: string): string[] =>
  readdirSync(join(directory, "recordings", session)).filter((name) => name.endsWith(".mp4"));

/** Makes a recording, and answers with its path below the directory. */
async function record(session: string): Promise<string> {
  expect(await jibri("startService", JSON.stringify({ sessionId: session }))).toContain("200 OK");
  await eventually("a film", async () => (films(session).length > 0 ? true : undefined));
  expect(await jibri("stopService")).toContain("200 OK");
  const film = join("recordings", session, films(session)[0] ?? "");
  expect(readFileSync(join(directory, film), "utf8")).toMatch(/^(stand-in for a frame\n)+$/);
  const { uid, gid } = statSync(join(directory, film));
  expect([uid, gid]).toEqual([jibriOnNode, jibriOnNode]);
  return film;
}

/** The same file as the container sees it: owner, and a checksum. */
const inContainer = (mount: string, film: string): Promise<string> =>
  made.lab.said(160, "sh", "-c", `cd ${mount} && stat -c %u:%g '${film}' && sha256sum <'${film}'`);

async function healthy(): Promise<void> {
  const services = await made.services();
  expect(Object.keys(services).sort()).toEqual(["jibri", "jicofo", "jvb", "prosody", "web"]);
  for (const state of Object.values(services)) expect(state).toContain("(healthy)");
}

test("without the password of root@pam: said before anything is made", async () => {
  const refused = await made.stack.up();
  expect(refused.code).not.toBe(0);
  expect(refused.all).toContain("parley:credentials.proxmoxPassword");
  expect(refused.all).toContain("root@pam");
  expect(await made.lab.world.pve.ask("GET", `${path}/config`)).toMatchObject({ status: 500 });
});

let first: string;
let checksum: string;

test("with it: Jibri writes into the node's directory, as its own user", async () => {
  await made.secret("proxmoxPassword", made.lab.world.secrets.pvePassword);
  await made.worked(made.stack.up());
  await healthy();
  first = await record("first");
  checksum = await inContainer("/recordings", first);
  expect(checksum).toMatch(/^1000:1000\n/);
});

test("the mount point moves: the container stays, the recording is at the new place", async () => {
  made.program.set(["parley:jitsi", "recordingsMount"], "/srv/recordings");
  expect((await made.worked(made.stack.up())).changes.replace).toBeUndefined();
  await healthy();
  expect(await inContainer("/srv/recordings", first)).toBe(checksum);
  await record("second");
});

test("the container is replaced: the recordings are there, and the next one follows", async () => {
  // Replaces it with the lab's version of the provider; a later one grows the disk in place.
  made.program.set(["parley:proxmox", "disk"], 9);
  expect((await made.worked(made.stack.up())).changes.replace).toBeGreaterThan(0);
  await healthy();
  expect(await inContainer("/srv/recordings", first)).toBe(checksum);
  await record("third");
});

test("the container is gone: the next up makes it anew, with all recordings", async () => {
  await made.lab.post(`${path}/status/stop`);
  await made.lab.world.pve.ended(await made.lab.world.pve.ask("DELETE", path));
  await made.worked(made.stack.refresh());
  await made.worked(made.stack.up());
  await healthy();
  expect(await inContainer("/srv/recordings", first)).toBe(checksum);
  expect(readdirSync(join(directory, "recordings")).sort()).toEqual(["first", "second", "third"]);
  await record("fourth");
});

test("old recordings go, and nothing else", async () => {
  const days = (number: number) => new Date(Date.now() - number * 24 * 3600_000);
  /** Gives a file its age, and makes it first when it is not there. */
  const aged = (name: string, age: number) => {
    const file = join(directory, name);
    writeFileSync(file, "", { flag: "a" });
    chownSync(file, jibriOnNode, jibriOnNode);
    lutimesSync(file, days(age), days(age));
  };
  aged(first, 30.1);
  aged(join("recordings", "second", "young.mp4"), 29.9);
  aged("not-a-recording.mp4", 400);
  aged(join("logs", "log.0.txt"), 400);
  symlinkSync("../not-a-recording.mp4", join(directory, "recordings", "link.mp4"));
  lutimesSync(join(directory, "recordings", "link.mp4"), days(400), days(400));
  const all = () =>
    readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
      .sort();
  const before = all();
  const unit = "parley-meet-example-org-recordings-retention";
  expect(await made.lab.said(160, "systemctl", "is-active", `${unit}.timer`)).toBe("active");
  await made.lab.said(160, "systemctl", "start", `${unit}.service`);
  expect(before).toContain(first);
  expect(all()).toEqual(before.filter((name) => name !== first));
});

test("destroy leaves the recordings", async () => {
  await made.worked(made.stack.destroy());
  expect(films("second")).toHaveLength(2);
  expect(films("fourth")).toHaveLength(1);
});
