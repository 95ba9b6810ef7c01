import { describe, expect, test } from "@jest/globals";
import { file, full, rendered, servicesOf } from "../support/compose";
import { prodLike } from "../support/settings";

const composeServices = Object.entries(servicesOf(full)).map(([name, service]) => ({ name, service }));

describe("every container", () => {
  test.each(composeServices)("$name is confined", ({ service }) => {
    expect(service).toMatchObject({
      restart: "unless-stopped",
      cap_drop: ["ALL"],
      security_opt: ["no-new-privileges:true"],
      logging: { driver: "json-file", options: { "max-size": "10m", "max-file": "3" } },
    });
    for (const key of ["user", "mem_limit", "cpu_quota", "pids_limit", "healthcheck", "stop_grace_period"]) {
      expect(service).toHaveProperty(key);
    }
    for (const key of ["privileged", "cap_add", "network_mode", "pid", "devices"])
      expect(service).not.toHaveProperty(key);
  });

  test.each(composeServices)("$name owns its tmpfs: s6 may not repair /run without privileges", ({ service }) => {
    for (const mount of service.tmpfs)
      expect(mount).toMatch(/^\/[\w/-]+:size=\d+M,mode=\d{4},uid=\d+,gid=\d+,(no)?exec$/);
  });

  test("only the proxy's port and the media ports leave the workload", () => {
    const ports = composeServices.flatMap(({ name, service }) => (service.ports ? [[name, service.ports]] : []));
    expect(Object.fromEntries(ports)).toEqual({
      web: ["172.16.10.160:8000:8000/tcp"],
      jvb: ["0.0.0.0:10000:10000/udp"],
      jigasi: ["0.0.0.0:20000-20050:20000-20050/udp"],
    });
  });

  test("the published port of the web server is the operator's", () => {
    const services = servicesOf(rendered(prodLike({ jitsi: { webPort: 8123 } })));
    expect(services.web?.ports).toEqual(["172.16.10.160:8123:8000/tcp"]);
  });

  test("it waits for healthy ones, and is found under its aliases", () => {
    const services = servicesOf(full);
    expect(services.jvb?.depends_on).toEqual({ prosody: { condition: "service_healthy" } });
    expect(services.prosody?.networks).toEqual({ workload: { aliases: ["xmpp.meet.jitsi"] } });
    expect(services.jibri).toMatchObject({ shm_size: "2048m", stop_grace_period: "120s" });
    expect(services.jvb).toMatchObject({
      ulimits: {
        // biome-ignore-start lint/suspicious/noTemplateCurlyInString: Compose's own placeholders
        nofile: "${PARLEY_NOFILE_65000:-65000}",
        nproc: "${PARLEY_NPROC_65000:-65000}",
        // biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above
      },
    });
  });

  test("files are mounted from the release in force, read-only, and must exist", () => {
    const { web } = servicesOf(full);
    expect(web?.volumes).toContainEqual({
      type: "bind",
      source: "/var/lib/parley/meet-example-org/jitsi/current/config/web/config/custom-config.js",
      target: "/config/custom-config.js",
      read_only: true,
      bind: { create_host_path: false },
    });
    for (const { source } of (web?.volumes ?? []).filter((one) => one.source.startsWith("/var/lib/parley"))) {
      file(full, source.split("/current/")[1] ?? "");
    }
  });
});
