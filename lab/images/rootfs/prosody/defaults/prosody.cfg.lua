-- Rendered by /etc/s6-overlay/scripts/config
admins = { "focus@@AUTH@", "@JVB@@@AUTH@", "@JIBRI@@@AUTH@", "@JIGASI@@@AUTH@" }
component_admins_as_room_owners = true
plugin_paths = { "/prosody-plugins-custom", "/prosody-plugins/" }
modules_enabled = {
  "roster"; "saslauth"; "tls"; "disco"; "admin_shell"; "private"; "limits"; "version"; "ping"; "posix"; "http_health";
  @GLOBAL_MODULES@
}
modules_disabled = { "offline"; "register"; "s2s" }
trusted_proxies = { @PROXIES@ }
allow_registration = false
limits = { c2s = { rate = "10kb/s" } }
c2s_require_encryption = true
c2s_ports = { @PORT@ }
http_ports = { @HTTP_PORT@ }
http_interfaces = { "*", "::" }
https_ports = {}
http_default_host = "@DOMAIN@"
consider_bosh_secure = true
consider_websocket_secure = true
authentication = "internal_hashed"
storage = { smacks_h = "memory" }
pidfile = "/run/prosody/prosody.pid"
data_path = "/var/lib/prosody/data"
log = { { levels = { min = "@LOG@" }, to = "console" } }
network_backend = "epoll"
unlimited_jids = { "focus@@AUTH@", "@JVB@@@AUTH@" }

@GLOBAL_CONFIG@

@ISSUERS@
@AUDIENCES@

VirtualHost "@DOMAIN@"
  @AUTHENTICATION@
  modules_enabled = { "bosh"; @WEBSOCKET@ @MODULES@ }
  ssl = { key = "/run/prosody/config/certs/@DOMAIN@.key"; certificate = "/run/prosody/config/certs/@DOMAIN@.crt" }
  @CONFIG@

@GUESTS@

VirtualHost "@AUTH@"
  modules_enabled = { "smacks" }
  ssl = { key = "/run/prosody/config/certs/@AUTH@.key"; certificate = "/run/prosody/config/certs/@AUTH@.crt" }

VirtualHost "@HIDDEN@"
  modules_enabled = { "smacks" }

Component "@INTERNAL@" "muc"
  storage = "memory"
  modules_enabled = { @INTERNAL_MODULES@ }
  restrict_room_creation = true
  muc_room_locking = false
  muc_room_default_public_jids = true

Component "@MUC@" "muc"
  storage = "memory"
  modules_enabled = { @MUC_MODULES@ }
  restrict_room_creation = true
  muc_room_locking = false
  muc_room_default_public_jids = true
  @MUC_CONFIG@

@LOBBY@

@BREAKOUT@
