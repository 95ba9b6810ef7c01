/** Systemd units, as `observe` tells them. Pure. */

/** Prints for each unit whether it is started at boot and whether it is active. */
export const observeUnits = (units: readonly string[]): string =>
  `for unit in ${units.join(" ")}; do
  echo "$unit is $(systemctl is-enabled "$unit" 2>/dev/null || true), $(systemctl is-active "$unit" 2>/dev/null || true)"
done`;
