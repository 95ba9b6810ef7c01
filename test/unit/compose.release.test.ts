import { describe, expect, test } from "@jest/globals";
import { display } from "../../workloads/value";
import { file, full, rendered, servicesOf } from "../support/compose";
import { prodLike } from "../support/settings";

describe("facts", () => {
  const fixed = rendered(prodLike({ dns: { provider: "manual", zone: "example.org", address: "203.0.113.10" } }));

  test("a dynamic address is interpolated from a file that outlives releases, and followed", () => {
    expect(servicesOf(full).jvb?.environment.JVB_ADVERTISE_IPS).toBe(
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Compose's own placeholder
      "172.16.10.160,${PARLEY_PUBLIC_ADDRESS:?facts.sh has not run}",
    );
    expect(display(file(full, "up.sh").content)).toContain("--env-file '/var/lib/parley/meet-example-org/facts.env'");
    expect(full.placed.map(({ at }) => at)).toContain(
      "/etc/systemd/system/parley-meet-example-org-public-address.timer",
    );
  });

  test("a fixed one needs none of this", () => {
    expect(fixed.files.map(({ path }) => path)).not.toContain("facts.sh");
    expect(display(file(fixed, "up.sh").content)).not.toContain("facts");
    expect(fixed.placed.map(({ at }) => at).filter((at) => !at.includes("trial-leftovers"))).toEqual([]);
    expect(fixed.commands.activate).not.toContain("public-address");
  });
});

describe("release", () => {
  test("validated where it was unpacked, brought up where it is in force", () => {
    const validate = full.commands.validate.split("\n");
    expect(validate[0]).toBe("sh clear-trial.sh");
    expect(validate[1]).toContain("--project-directory . config --quiet");
    expect(validate[2]).toBe("sh trial.sh");
    const up = display(file(full, "up.sh").content);
    expect(up).toContain("--project-directory '/var/lib/parley/meet-example-org/jitsi/current'");
    expect(up.indexOf("pull --quiet --policy missing")).toBeLessThan(up.indexOf("up --detach"));
    expect(full.commands.deactivate).toContain("down --volumes --remove-orphans");
  });

  test("every unit placed is one of its files, and runs a script of the release in force", () => {
    for (const { file: path } of full.placed) file(full, path);
    const unit = display(file(full, "systemd/parley-meet-example-org-recordings-retention.service").content);
    expect(unit).toContain(
      "ExecStart=/bin/sh /var/lib/parley/meet-example-org/jitsi/current/timers/recordings-retention.sh",
    );
    const timer = display(file(full, "systemd/parley-meet-example-org-recordings-retention.timer").content);
    expect(timer).toContain("OnCalendar=*-*-* 03:30:00 Europe/Stockholm\n");
  });

  test("text with a dollar sign reaches a container as it is", () => {
    expect(servicesOf(full).etherpad?.environment.TITLE).toBe("Möte <&> $$HOME");
  });
});
