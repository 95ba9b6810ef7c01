/** The shell around systemd units, run for real beside a stand-in for systemd. */
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { observeUnits, startTimers } from "../../components/remote/units";
import { Machine } from "../support/scripts";

let machine: Machine;
beforeEach(() => {
  machine = new Machine();
});
afterEach(() => machine.remove());

interface Shown {
  readonly reload?: "yes" | "no";
  readonly enabled?: string;
  readonly active?: string;
}

/** systemd, that has these units; a timer of which it knows nothing is disabled and inactive. */
function systemd(units: Readonly<Record<string, Shown>>): void {
  const cases = Object.entries(units).map(
    ([name, { reload = "no", enabled = "enabled", active = "active" }]) =>
      `${name}) state="ActiveState=${active}\nUnitFileState=${enabled}\n" reload=${reload} ;;`,
  );
  machine.tool(
    "systemctl",
    `echo "$*" | sed 's/--property=[^ ]* //; s/--quiet //' >>${machine.root}/calls
[ "$1" = show ] || exit 0
what=$2
shift 2
for unit; do
  state="ActiveState=inactive\nUnitFileState=\n" reload=no
  case $unit in
  ${cases.join("\n")}
  esac
  case $what in *Id,*) echo "Id=$unit" ;; esac
  case $what in *UnitFileState*) printf "$state" ;; esac
  case $what in *NeedDaemonReload*) echo "NeedDaemonReload=$reload" ;; esac
  echo
done`,
  );
}

describe("timers that are to run", () => {
  /** What systemd is told to do. */
  function told(): string[] {
    expect(machine.runText(`set -eu\n${startTimers(["a", "b"])}\necho reached >>${machine.root}/calls`).status).toBe(0);
    const calls = readFileSync(machine.path("calls"), "utf8").trim().split("\n");
    expect(calls.at(-1)).toBe("reached");
    return calls.slice(0, -1).filter((call) => !call.startsWith("show"));
  }
  const start = ["enable a.timer b.timer", "start a.timer b.timer"];

  test("run already: nothing", () => {
    systemd({ "a.timer": {}, "b.timer": {}, "a.service": {}, "b.service": {} });
    expect(told()).toEqual([]);
  });

  test.each(["b.timer", "a.service"])("%s has changed: systemd reads it", (changed) => {
    systemd({ "a.timer": {}, "b.timer": {}, [changed]: { reload: "yes" } });
    expect(told()).toEqual(["daemon-reload"]);
  });

  test.each<[string, Record<string, Shown>]>([
    ["one is new", { "a.timer": {} }],
    ["all are new", {}],
    ["one was disabled", { "a.timer": {}, "b.timer": { enabled: "disabled" } }],
    ["one was stopped", { "a.timer": { active: "inactive" }, "b.timer": {} }],
  ])("%s: started, and at every boot", (_, units) => {
    systemd(units);
    expect(told()).toEqual(start);
  });

  test("changed and stopped: both", () => {
    systemd({ "a.timer": { reload: "yes", active: "inactive" }, "b.timer": {} });
    expect(told()).toEqual(["daemon-reload", ...start]);
  });
});

test("no timer: nothing to do", () => expect(startTimers([])).toBe(""));

test("units are told with what they do at boot and now, also one that is not there", () => {
  systemd({ "a.timer": {}, "b.service": { enabled: "disabled", active: "failed" } });
  expect(machine.runText(observeUnits(["a.timer", "b.service", "c.timer"])).stdout).toBe(
    "a.timer is enabled, active\nb.service is disabled, failed\nc.timer is not there, inactive\n",
  );
});
