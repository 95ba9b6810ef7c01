/**
 * Media ports from the internet to the service: an nftables table of this environment's own on the edge host. Pure.
 *
 * Everything is loaded and taken away in one transaction each; no other table is touched, except for one accept rule in
 * the chain that the settings name, which carries a comment and is found again by it.
 */
import type { MediaPort } from "../../workloads/model";
import type { Release } from "../remote/release";
import { observeUnits } from "../remote/units";
import { tableText } from "./table";

export interface DnatOptions {
  readonly instance: string;
  /** The edge's interface on the internet side. */
  readonly interface: string;
  /** Address of the service as the edge sees it. */
  readonly target: string;
  readonly media: readonly MediaPort[];
  /** Serve clients inside the network that use the public address, too. */
  readonly hairpin: boolean;
  /** Family, table and chain of a forward chain that has to let the media through. */
  readonly forwardChain?: string;
}

/** Files, unit and commands for the edge host. */
export function dnatRelease(options: DnatOptions): Release {
  const table = `ip parley_${options.instance.replaceAll("-", "_")}`;
  const unit = `parley-${options.instance}-dnat.service`;
  const chain = options.forwardChain;
  return {
    instance: options.instance,
    name: "dnat",
    host: "edge",
    title: "Media ports from the internet to the service (nftables)",
    files: [
      { path: "table.nft", content: tableText(options, table), mode: 0o644 },
      { path: "load.sh", content: loadScript(options), mode: 0o755 },
      { path: "unload.sh", content: unloadScript(options, table), mode: 0o755 },
      { path: "dnat.service", content: unitText(options.instance), mode: 0o644 },
    ],
    placed: [{ file: "dnat.service", at: `/etc/systemd/system/${unit}` }],
    commands: {
      // The whole transaction, not just the table: the kernel may refuse the rule in somebody else's chain.
      validate: `${needs(options, chain)}sh ./load.sh -c || { echo "this host refuses these rules${chain ? `, see edge.forwardChain (${chain})` : ""}"; exit 1; }`,
      activate: `systemctl daemon-reload
systemctl enable --quiet ${unit}
# A reload swaps the rules in one transaction; a restart would leave a moment without them.
systemctl reload-or-restart ${unit} || { journalctl -u ${unit} -n 10 -o cat --no-pager; exit 1; }`,
      check: [
        `systemctl is-active --quiet ${unit}`,
        `nft list table ${table} >/dev/null`,
        ...(chain ? [`nft list chain ${chain} | grep -qF '${mark(options.instance)}'`] : []),
      ].join("\n"),
      deactivate: `systemctl disable --now --quiet ${unit} || true
sh ./unload.sh`,
      // Without counters and sets' contents, which live.
      observe: [
        observeUnits([unit]),
        `nft -s list table ${table} || true`,
        ...(chain ? [`nft -s list chain ${chain} | grep -F '${mark(options.instance)}' || true`] : []),
      ].join("\n"),
    },
    checkSeconds: 15,
  };
}

/** What the host must have; each missing thing is named with its remedy. */
function needs(options: DnatOptions, chain: string | undefined): string {
  const checks: [test: string, otherwise: string][] = [
    ["command -v nft", "nftables is not installed here: apt-get install nftables"],
    ["command -v systemctl", "this host has no systemd, which brings the rules back after a reboot"],
    [
      `test -e /sys/class/net/${options.interface}`,
      `this host has no interface ${options.interface}: see edge.interface`,
    ],
    [
      'test "$(cat /proc/sys/net/ipv4/ip_forward)" = 1',
      "this host does not forward packets: set net.ipv4.ip_forward=1 in /etc/sysctl.d/ and run sysctl --system",
    ],
  ];
  if (chain) checks.push([`nft list chain ${chain}`, `there is no chain ${chain} here: see edge.forwardChain`]);
  return checks.map(([test, otherwise]) => `${test} >/dev/null 2>&1 || { echo "${otherwise}"; exit 1; }\n`).join("");
}

/** The comment by which our rule in somebody else's chain is known. */
const mark = (instance: string): string => `comment "parley:${instance}"`;

/**
 * Prints a deletion for each rule of ours in anybody's chain, also in one that an earlier release was told of.
 * A rule's handle stands at the end of its line.
 */
const deletions = (instance: string): string =>
  `nft -a list ruleset | awk '
    $1 == "table" { table = $2 " " $3 }
    $1 == "chain" { chain = $2 }
    index($0, "${mark(instance).replaceAll('"', '\\"')} ") { print "delete rule " table " " chain " handle " $NF }'`;

const loadScript = ({ instance, target, media, forwardChain }: DnatOptions): string => `#!/bin/sh
# Puts this environment's rules in force: all in one transaction, which also replaces those of an earlier release.
# With -c, only tries whether they can be.
set -eu
cd "$(dirname "$0")"
{
  cat table.nft
  ${deletions(instance)}
${forwardChain ? `  echo '${forwardRule(forwardChain, target, media, instance)}'\n` : ""}} | nft "$@" -f -
`;

const unloadScript = ({ instance }: DnatOptions, table: string): string => `#!/bin/sh
# Takes this environment's rules away. Naming the table first makes it exist: deleting it then never fails.
set -eu
{
  echo 'table ${table}'
  echo 'delete table ${table}'
  ${deletions(instance)}
} | nft -f -
`;

/** Lets forwarded media through, and only that. */
function forwardRule(chain: string, target: string, media: readonly MediaPort[], instance: string): string {
  const ports = media.map(({ protocol, port, endPort }) => `${protocol} . ${endPort ? `${port}-${endPort}` : port}`);
  return `insert rule ${chain} ct status dnat ip daddr ${target} meta l4proto . th dport { ${ports.join(", ")} } accept ${mark(instance)}`;
}

const unitText = (instance: string): string => `# Written by Parley.
[Unit]
Description=Media ports of ${instance} (Parley)
# The host's own ruleset begins with a flush: ours comes after it, and again whenever it is started or reloaded.
After=nftables.service
PartOf=nftables.service
ReloadPropagatedFrom=nftables.service
Before=network-pre.target
Wants=network-pre.target
RequiresMountsFor=/var/lib/parley

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh /var/lib/parley/${instance}/dnat/current/load.sh
ExecReload=/bin/sh /var/lib/parley/${instance}/dnat/current/load.sh
ExecStop=/bin/sh /var/lib/parley/${instance}/dnat/current/unload.sh

[Install]
WantedBy=multi-user.target nftables.service
`;
