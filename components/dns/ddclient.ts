/**
 * A dynamic address: ddclient on the edge host reports its own address every 15 minutes. Pure.
 *
 * It runs from a timer of this environment's own, with its own configuration and cache; the host's /etc/ddclient.conf and
 * ddclient.service stay as they are. Works with Debian 12's ddclient 3.10 and Debian 13's 3.11. Whatever address the name
 * has before is replaced: a dynamic name follows the edge.
 */
import type { Dns } from "../../settings/settings";
import { join, secret, text, type Value } from "../../workloads/value";
import type { Release, ReleaseFile } from "../remote/release";
import { observeUnits } from "../remote/units";
import { activateScript, observeRecordScript, removeRecordScript } from "./ddclientScripts";

export interface DynamicDnsOptions {
  readonly instance: string;
  readonly dns: Exclude<Dns, { provider: "manual" }>;
  readonly domain: string;
  /**
   * Tells its release from that of the environment's own name (`nameSuffix`): each name has one by itself, so that its
   * record goes when the name does. Its server is asked for one name at a time.
   */
  readonly suffix?: string;
  /** The edge's interface on the internet side: its address is what the name gets. */
  readonly interface: string;
}

const first = "ddns";

/** Whether a release is one of these. */
export const isDynamicDns = ({ name }: Pick<Release, "name">): boolean =>
  name === first || name.startsWith(`${first}-`);

/** Configuration, timer and commands for the edge host. */
export function dynamicDnsRelease(options: DynamicDnsOptions): Release {
  const { instance, dns, suffix = "" } = options;
  const name = `${first}${suffix}`;
  const unit = `parley-${instance}-${name}`;
  const home = `/var/lib/parley/${instance}/${name}`;
  const state = `${home}/current`;
  return {
    instance,
    name,
    host: "edge",
    title: `${options.domain} follows the edge's address (ddclient)`,
    files: [
      { path: "ddclient.conf", content: configuration(options, state), mode: 0o600 },
      ...(dns.provider === "rfc2136" ? [keyFile(dns)] : []),
      { path: "ddns.service", content: serviceText(options.domain, home), mode: 0o644 },
      { path: "ddns.timer", content: timerText(options.domain), mode: 0o644 },
    ],
    placed: [
      { file: "ddns.service", at: `/etc/systemd/system/${unit}.service` },
      { file: "ddns.timer", at: `/etc/systemd/system/${unit}.timer` },
    ],
    commands: {
      validate: `command -v ddclient >/dev/null || command -v apt-get >/dev/null || {
  echo "ddclient is not installed here, and neither is apt-get"; exit 1; }
test -e /sys/class/net/${options.interface} || {
  echo "this host has no interface ${options.interface}: see edge.interface"; exit 1; }`,
      activate: activateScript(unit, dns.provider === "rfc2136"),
      check: `systemctl is-active --quiet ${unit}.timer
grep -q ',ip=[0-9]' ddclient.cache || { echo "ddclient has not reported an address yet"; exit 1; }`,
      deactivate: `systemctl disable --now --quiet ${unit}.timer || true
${dns.provider === "rfc2136" ? removeRecordScript(dns, options.domain) : 'echo "The record itself stays: DynDNS cannot remove it."'}`,
      observe: [
        observeUnits([`${unit}.timer`]),
        // What a resolver says may be old, and Loopia's own servers answer nobody in particular.
        ...(dns.provider === "rfc2136" ? [observeRecordScript(dns, options.domain)] : []),
      ].join("\n"),
    },
    checkSeconds: 20,
  };
}

/** The password has a line of its own: ddclient takes everything between the first and the last quote of it. */
function configuration(options: DynamicDnsOptions, state: string): Value {
  const { dns } = options;
  const common = [
    "# Written by Parley.",
    "daemon=0",
    "syslog=no",
    "ssl=yes",
    `cache=${state}/ddclient.cache`,
    // Deprecated in 3.11 in favour of `usev4`, which both versions' nsupdate protocol does not understand yet.
    `use=if, if=${options.interface}`,
    // Reports anew once a day also without a change: a record that somebody else changed comes right again.
    "max-interval=1d",
  ];
  const protocol: Value[] =
    dns.provider === "loopia"
      ? [
          "protocol=dyndns2",
          "server=dyndns.loopia.se",
          `login=${dns.user}`,
          text`password='${secret("credentials.loopiaPassword")}'`,
        ]
      : [
          "protocol=nsupdate",
          `server=${dns.server}${dns.port === 53 ? "" : `:${dns.port}`}`,
          `zone=${dns.zone}`,
          `ttl=${dns.ttl}`,
          "tcp=yes",
          `password=${state}/tsig.key`,
        ];
  return join([...common, ...protocol, options.domain, ""], "\n");
}

const keyFile = (dns: Extract<Dns, { provider: "rfc2136" }>): ReleaseFile => ({
  path: "tsig.key",
  content: text`key "${dns.keyName}" {
	algorithm ${dns.keyAlgorithm};
	secret "${secret("credentials.tsigSecret")}";
};
`,
  mode: 0o600,
});

/** Holds the agent's lock: who looks meanwhile whether the name has the reported address would see half of a report. */
const serviceText = (domain: string, home: string): string => `# Written by Parley.
[Unit]
Description=Report this host's address for ${domain} (Parley)
Wants=network-online.target
After=network-online.target nss-lookup.target

[Service]
Type=oneshot
ExecStart=/usr/bin/env flock ${home} ddclient -daemon=0 -file ${home}/current/ddclient.conf
`;

const timerText = (domain: string): string => `# Written by Parley.
[Unit]
Description=Report this host's address for ${domain} every 15 minutes (Parley)

[Timer]
OnBootSec=1min
OnCalendar=*:0/15
RandomizedDelaySec=30

[Install]
WantedBy=timers.target
`;
