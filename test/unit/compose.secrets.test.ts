import { describe, expect, test } from "@jest/globals";
import { composeRelease } from "../../components/compose/render";
import type { Release } from "../../components/remote/release";
import { jitsi } from "../../workloads/jitsi";
import type { Workload } from "../../workloads/model";
import { display, resolve, secret, secretsIn, text } from "../../workloads/value";
import { file, full, options, rendered, servicesOf } from "../support/compose";
import { everything, prodLike } from "../support/settings";

describe("secrets", () => {
  test("stand in env files of mode 0600 and nowhere else", () => {
    const holders = full.files.filter(({ content }) => secretsIn(content).length > 0);
    expect(holders.map(({ path }) => path).sort()).toEqual(
      ["jibri", "jicofo", "jigasi", "jvb", "prosody", "transcriber"].map((name) => `secrets/${name}.env`),
    );
    expect(holders.every(({ mode }) => mode === 0o600)).toBe(true);
    const generated = { secret: (name: string) => `S3CRET-${name}`, fact: () => "" };
    const open = full.files.filter((one) => !holders.includes(one)).map(({ content }) => resolve(content, generated));
    expect([...open, JSON.stringify(full.commands)].join("\n")).not.toContain("S3CRET");
  });

  test("a service gets only its own", () => {
    expect(display(file(full, "secrets/jvb.env").content)).toBe('JVB_AUTH_PASSWORD="{{secret:jvbAuth}}"\n');
  });

  const withFile = (content: Workload["services"][number]["files"][number]["content"]): Workload => {
    const workload = jitsi(prodLike(), {});
    const [web, ...others] = workload.services;
    if (!web) throw new Error("no services");
    return { ...workload, services: [{ ...web, files: [{ path: "/config/x", content }] }, ...others] };
  };

  test("a file with a secret belongs to the service's user alone", () => {
    const release = composeRelease(withFile(text`key=${secret("jvbAuth")}`), options);
    expect(file(release, "config/web/config/x")).toMatchObject({ mode: 0o600, owner: { uid: 1000, gid: 1000 } });
    expect(file(release, "compose.yaml").mode).toBe(0o640);
  });

  test("a fact in a file is refused", () => {
    expect(() => composeRelease(withFile([{ fact: "publicAddress" }]), options)).toThrow("holds a fact");
  });

  test("a secret of two lines is refused when it is put in place", () => {
    const { content } = file(full, "secrets/jvb.env");
    expect(() => resolve(content, { secret: () => "a\nB=b", fact: () => "" })).toThrow("more than one line");
  });
});

describe("what changed restarts, and nothing else", () => {
  const labels = (release: Release) =>
    Object.fromEntries(
      Object.entries(servicesOf(release)).map(([name, { labels: of }]) => [name, of["parley.config"]]),
    );
  const changed = (one: Release, other: Release) => {
    const [before, after] = [labels(one), labels(other)];
    return Object.keys(before).filter((name) => before[name] !== after[name]);
  };

  test("a rotated secret: both sides of the account", () => {
    expect(changed(full, rendered(prodLike(everything), { rotations: { jvbAuth: 2 } }))).toEqual(["jvb", "prosody"]);
    expect(changed(full, rendered(prodLike(everything), { rotations: { jvbAuth: 1 } }))).toEqual([]);
  });

  test("a config.js key: the web server alone, although its mounts look the same", () => {
    const before = rendered(prodLike({ jitsi: { config: { resolution: 720 } } }));
    const after = rendered(prodLike({ jitsi: { config: { resolution: 360 } } }));
    expect(changed(before, after)).toEqual(["web"]);
    expect(servicesOf(after).web?.volumes).toEqual(servicesOf(before).web?.volumes);
  });

  test("nothing: the same bytes", () => {
    expect(rendered(prodLike(everything))).toEqual(full);
  });
});
