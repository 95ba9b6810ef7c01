import vm from "node:vm";
import { describe, expect, test } from "@jest/globals";
import type { JitsiSettings } from "../../settings/settings";
import { jitsi } from "../../workloads/jitsi";
import { customConfig, customInterfaceConfig } from "../../workloads/jitsi/customConfig";
import { serviceOf } from "../../workloads/model";
import { display } from "../../workloads/value";
import { hostLike, prodLike } from "../support/settings";
import { everythingOn } from "../support/workload";

describe("config files, run as a browser would", () => {
  const configAfter = (jitsiSection: Record<string, unknown>) => {
    const code = customConfig(prodLike({ jitsi: jitsiSection }).jitsi);
    const context = { config: { p2p: { enabled: true }, hosts: { domain: "meet.jitsi" } } };
    vm.runInNewContext(code, context);
    return JSON.parse(JSON.stringify(context.config));
  };

  test("dotted keys set one value, keep the others and make missing parents", () => {
    expect(configAfter({ config: { "p2p.stunServers": [], "a.b.c": 1, "a.b.d": "x", "a.b": { e: 2 } } })).toEqual({
      p2p: { enabled: true, stunServers: [] },
      hosts: { domain: "meet.jitsi" },
      a: { b: { e: 2, c: 1, d: "x" } },
    });
  });

  test("branding becomes what jitsi-meet reads, and the operator's keys win", () => {
    const branding = {
      languages: ["sv", "en"],
      logo: "a.svg",
      title: "Möte",
      provider: "Org",
      logoLink: "https://example.org/",
    };
    expect(configAfter({ branding })).toMatchObject({
      supportedLanguages: ["sv", "en"],
      defaultLogoUrl: "images/parley-logo.svg",
    });
    expect(configAfter({ branding, config: { defaultLogoUrl: "mine" } })).toMatchObject({ defaultLogoUrl: "mine" });
    const context = { interfaceConfig: { APP_NAME: "Jitsi Meet", kept: 1 } };
    vm.runInNewContext(
      customInterfaceConfig(prodLike({ jitsi: { branding, interfaceConfig: { "odd key": [1] } } }).jitsi),
      context,
    );
    expect(context.interfaceConfig).toEqual({
      ...{
        APP_NAME: "Möte",
        NATIVE_APP_NAME: "Möte",
        PROVIDER_NAME: "Org",
        JITSI_WATERMARK_LINK: "https://example.org/",
      },
      ...{ DEFAULT_WELCOME_PAGE_LOGO_URL: "images/parley-logo.svg", kept: 1, "odd key": [1] },
    });
  });

  test("no value can end a script or start a server-side include", () => {
    const files = jitsi(
      prodLike({ jitsi: { branding: { title: "</script><!--#exec" }, config: { x: "<!--# echo -->" } } }),
      {},
    );
    for (const { path, content } of serviceOf(files, "web").files) {
      expect(`${path} ${display(content)}`).not.toMatch(/<\/script|<!--/);
    }
  });

  test("the logo is mounted where the page looks for it", () => {
    const { files } = serviceOf(everythingOn, "web");
    expect(files).toContainEqual({ path: "/usr/share/jitsi-meet/images/parley-logo.svg", content: "<svg/>" });
  });

  test("nginx believes only the edge about visitors' addresses", () => {
    const realIp = (settings: JitsiSettings) =>
      serviceOf(jitsi(settings, {}), "web").files.find(({ path }) => path.endsWith("real-ip.conf"))?.content;
    expect(realIp(prodLike())).toMatch(/^set_real_ip_from 172\.16\.10\.1;\nreal_ip_header/);
    expect(realIp(hostLike())).toMatch(/^set_real_ip_from 172\.16\.0\.0\/12;/);
  });
});

describe("recordings", () => {
  const jibriSource = (settings: JitsiSettings) => serviceOf(jitsi(settings, {}), "jibri").volumes[0]?.source;

  test("the container's mount on Proxmox, the directory itself on a host", () => {
    const recording = { directory: "/srv/recordings" };
    expect(jibriSource(prodLike({ recording }))).toEqual({ directory: "/recordings" });
    expect(jibriSource(hostLike({ recording }))).toEqual({ directory: "/srv/recordings" });
  });

  test("kept for ever unless days are given", () => {
    expect(jitsi(prodLike({ recording: { directory: "/srv/r" } }), {}).timers).toEqual([]);
    expect(everythingOn.timers.map(({ name }) => name)).toEqual(["recordings-retention"]);
  });

  test("the owner that the directory needs is said", () => {
    const recording = { directory: "/srv/r" };
    expect(jitsi(prodLike({ recording }), {}).notices.join()).toContain("101000");
    expect(jitsi(hostLike({ recording }), {}).notices.join()).toContain("user and group 1000,");
  });
});
