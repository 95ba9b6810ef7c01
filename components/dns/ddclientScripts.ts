/** What runs on the edge host around ddclient: installing it, the first report, taking the record away. Pure. */
import type { Dns } from "../../settings/settings";
import { startTimers } from "../remote/units";

type Rfc2136 = Extract<Dns, { provider: "rfc2136" }>;

/** Installs what is missing, reports once where the output can be read, then starts the timer. */
export const activateScript = (unit: string, withNsupdate: boolean): string => `missing=
command -v ddclient >/dev/null || missing=ddclient
${withNsupdate ? 'command -v nsupdate >/dev/null || missing="$missing bind9-dnsutils"\n' : ""}if [ -n "$missing" ]; then
  export DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=a
  # Debian's package starts a daemon with a made-up configuration. Masked, it stays off.
  case $missing in *ddclient*) systemctl mask --quiet ddclient.service ;; esac
  apt="apt-get -q -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3"
  $apt update
  $apt install -y --no-install-recommends $missing ca-certificates libio-socket-ssl-perl
fi
# Without a cache of its own release, ddclient reports at once, whatever it reported before.
rm -f ddclient.cache
# Its warnings name the file; its verbose mode would print the password.
ddclient -daemon=0 -file "$(pwd -P)/ddclient.conf" -cache "$(pwd -P)/ddclient.cache" || { echo "ddclient could not report this host's address"; exit 1; }
${startTimers([unit])}`;

/** The address that was reported last; nothing before the first report. */
const reported = `address=$(sed -n 's/.*,ip=\\([0-9.]*\\),.*/\\1/p' ddclient.cache 2>/dev/null | tail -n 1)`;

/**
 * Tells whether the name has the address that was reported last. Asks the zone's own server, which has no old answers; a
 * server that does not answer is no change.
 */
export const observeRecordScript = (dns: Rfc2136, domain: string): string => `${reported}
told=$(dig +short +time=3 +tries=1 -p ${dns.port} @${dns.server} ${domain} A 2>/dev/null) || told=$address
if [ "$told" = "$address" ]; then echo '${domain} has the address that was reported'
else echo "${domain} has $(echo \${told:-no address}), reported was $address"; fi`;

/** Removes the record if it still holds the address that was reported last. */
export const removeRecordScript = (dns: Rfc2136, domain: string): string => `${reported}
if [ -n "$address" ]; then
  nsupdate -v -k tsig.key <<END || echo "The record ${domain} A $address could not be removed, or is somebody else's by now."
server ${dns.server} ${dns.port}
zone ${dns.zone}.
prereq yxrrset ${domain}. A $address
update delete ${domain}. A $address
send
END
fi`;
