import { describe, expect, test } from "@jest/globals";
import { jitsi } from "../../workloads/jitsi";
import { serviceOf } from "../../workloads/model";
import { prodLike } from "../support/settings";
import { env, envOf, everythingOn, plain } from "../support/workload";

describe("services", () => {
  test("four always, the others on request", () => {
    expect(plain.services.map(({ name }) => name)).toEqual(["web", "prosody", "jicofo", "jvb"]);
    expect(everythingOn.services.map(({ name }) => name)).toEqual([
      ...["web", "prosody", "jicofo", "jvb", "jibri", "etherpad", "whiteboard", "jigasi", "transcriber"],
    ]);
  });

  test("live streams alone bring Jibri too, without offering recordings", () => {
    const settings = prodLike({ jitsi: { features: { liveStreaming: true } } });
    expect(env(settings, "web")).toMatchObject({ ENABLE_SERVICE_RECORDING: "0", ENABLE_LIVESTREAMING: "1" });
    expect(serviceOf(jitsi(settings, {}), "jibri").volumes).toEqual([
      { path: "/storage", source: { volume: "jibri" } },
    ]);
  });

  test.each(everythingOn.services)("$name is pinned, limited, unprivileged, probed and ends in time", (service) => {
    expect(service.image).toMatch(/^[\w./-]+:(stable-11146-2|\d[\w.]*)$/);
    expect(service.user?.uid).toBeGreaterThan(0);
    expect(service.capabilities).toEqual([]);
    expect(service.resources.memoryMiB).toBeGreaterThan(0);
    expect(service.resources.cpus).toBeGreaterThan(0);
    expect(service.resources.pids).toBeGreaterThan(0);
    expect(service.resources.reserve.memoryMiB).toBeLessThanOrEqual(service.resources.memoryMiB);
    expect(service.probe.timeoutSeconds).toBeLessThanOrEqual(service.probe.intervalSeconds);
    expect(service.stop.graceSeconds).toBeGreaterThan(0);
  });

  test.each(everythingOn.services)("$name writes nowhere but where it must", ({ name, readOnly, tmpfs, volumes }) => {
    // Etherpad's package manager writes beside its code.
    expect(readOnly).toBe(name !== "etherpad");
    expect(volumes.map(({ path }) => path)).toEqual(
      { jibri: ["/storage"], etherpad: ["/opt/etherpad-lite/var"] }[name] ?? [],
    );
    expect(tmpfs.map(({ path }) => path)).toContain("/tmp");
  });

  test.each(["web", "prosody", "jicofo", "jvb", "jibri", "jigasi", "transcriber"])(
    "%s has upstream's /run and /tmp",
    (name) => {
      const run = name === "jibri" ? 256 : 16;
      const tmp = { jibri: 256, jigasi: 128, transcriber: 128 }[name] ?? 16;
      expect(serviceOf(everythingOn, name)).toMatchObject({ user: { uid: 1000, gid: 1000 } });
      expect(serviceOf(everythingOn, name).tmpfs).toEqual(
        expect.arrayContaining([
          { path: "/run", sizeMiB: run, mode: "1750", exec: true },
          { path: "/tmp", sizeMiB: tmp, mode: "1777", exec: false },
        ]),
      );
    },
  );

  test("Java heaps stay under the limits, the operator's included", () => {
    const settings = prodLike({ jitsi: { limits: { jvb: { memory: 2000 }, jicofo: { memory: 400 } } } });
    expect(env(settings, "jvb")).toMatchObject({ VIDEOBRIDGE_MAX_MEMORY: "1500m" });
    expect(env(settings, "jicofo")).toMatchObject({ JICOFO_MAX_MEMORY: "300m" });
    expect(envOf(serviceOf(plain, "jvb"))).toMatchObject({ VIDEOBRIDGE_MAX_MEMORY: "3072m" });
  });

  test("images can be replaced one by one", () => {
    const settings = prodLike({ jitsi: { images: { web: "registry.example.org/web:1" } } });
    expect(
      jitsi(settings, {})
        .services.map(({ image }) => image)
        .slice(0, 2),
    ).toEqual(["registry.example.org/web:1", "ghcr.io/jitsi/prosody:stable-11146-2"]);
  });
});

test("routes, media and flows name services that exist", () => {
  for (const workload of [plain, everythingOn]) {
    const known = new Set([...workload.services.map(({ name }) => name), "internet", "edge"]);
    const named = [
      ...workload.flows.flatMap(({ from, to }) => [from, to]),
      ...workload.routes.map(({ service }) => service),
      ...workload.media.map(({ service }) => service),
      ...workload.services.flatMap(({ after }) => after),
    ];
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  }
  expect(everythingOn.media).toEqual([
    { name: "jvb", service: "jvb", protocol: "udp", port: 10_000 },
    { name: "jigasi", service: "jigasi", protocol: "udp", port: 20_000, endPort: 20_050 },
  ]);
});

test("with a login set, it says that rooms are still open", () => {
  expect(everythingOn.notices.join()).toContain("until the login flow is wired");
  for (const notice of [...plain.notices, ...everythingOn.notices]) expect(notice).toMatch(/^[A-Z].*\.$/);
});
