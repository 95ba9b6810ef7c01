/** Systemd units: having them run, and telling whether they do. Pure. */

/** Prints for each unit whether it is started at boot and whether it is active. */
export const observeUnits = (units: readonly string[]): string =>
  `systemctl show --property=Id,UnitFileState,ActiveState ${units.join(" ")} | awk -v RS= -F '\\n' '{
    for (i = 1; i <= NF; i++) value[substr($i, 1, index($i, "=") - 1)] = substr($i, index($i, "=") + 1)
    print value["Id"] " is " (value["UnitFileState"] == "" ? "not there" : value["UnitFileState"]) ", " value["ActiveState"]
  }'`;

/**
 * Has timers run with the units that stand in their places, from now on and from every boot.
 *
 * Reading all units anew takes a second, so systemd is asked first what it does not have yet. A timer follows a changed
 * calendar from then on; it does not have to be started again (tried with systemd 257).
 *
 * @param names units without their ending; each has a timer and a service
 */
export function startTimers(names: readonly string[]): string {
  if (names.length === 0) return "";
  const timers = names.map((name) => `${name}.timer`).join(" ");
  const services = names.map((name) => `${name}.service`).join(" ");
  return `timers=$(systemctl show --property=NeedDaemonReload,UnitFileState,ActiveState ${timers})
case $timers$(systemctl show --property=NeedDaemonReload ${services}) in
  *NeedDaemonReload=yes*) systemctl daemon-reload ;;
esac
if [ "$(echo "$timers" | grep -cxE 'UnitFileState=enabled|ActiveState=active')" -ne ${names.length * 2} ]; then
  systemctl --quiet enable ${timers}
  systemctl start ${timers}
fi`;
}
