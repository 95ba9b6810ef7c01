/**
 * Prosody's health with modules of one's own, or a login by token.
 *
 * Prosody starts without a module that does not load, and only its log tells. So the probe asks the running server
 * itself, through its admin shell (as the image's own register-setup does): a release whose modules are not all there is
 * not healthy, and says why.
 */
import { type JitsiSettings, jwtLogin } from "../../settings/settings";
import { forGood, type Probe, type ServiceFile } from "../model";
import { shippedHealthCheck, xmpp } from "./common";
import { type ExpectedModule, expectedModules } from "./prosodyModules";

const path = "/usr/local/bin/parley-healthcheck";

/** Run by name: a file that is mounted is not executable on every platform. */
export const healthTest = (settings: JitsiSettings): Probe["test"] =>
  expectedModules(settings).length === 0 ? shippedHealthCheck : { exec: ["bash", path] };

export const healthFiles = (settings: JitsiSettings): ServiceFile[] =>
  expectedModules(settings).length === 0 ? [] : [{ path, content: script(settings) }];

const script = (settings: JitsiSettings): string => `#!/bin/bash
# Healthy is a Prosody that answers and has loaded what it is meant to load. The last line says what is wrong.
answer=$(/usr/local/bin/healthcheck.sh 2>&1) || { echo "Prosody does not answer: \${answer##*$'\\n'}"; exit 1; }

# Lua, run by the server itself. A module that is missing is loaded once more: that tells why it was not.
question=$(cat <<'LUA'
> local modules = require "prosody.core.modulemanager"
local config = require "prosody.core.configmanager"
local problems = {}
local function complain(...) problems[#problems + 1] = string.format(...) end
local function missing(host, name)
  local now, why = modules.load(host, name)
  if now then modules.unload(host, name) end
  why = now and "it is not switched on, or did not load at the start" or tostring(why):match("^[^\\n]*")
  complain("the module %s is not loaded on %s: %s", name, host, why)
end
local function compare(host, name, path, loaded)
  if path and loaded.module.path ~= path then
    complain("the module %s on %s comes from %s, not from %s", name, host, tostring(loaded.module.path), path)
  end
end
local function expect(host, name, path)
  local place = host == "*" and "${xmpp.domain}" or host
  local loaded = modules.get_module(place, name) or modules.get_module("*", name)
  if loaded then compare(host, name, path, loaded) else missing(place, name) end
end
local function replaced(name, path)
  local found
  for host in pairs(prosody.hosts) do
    local loaded = modules.get_module(host, name) or modules.get_module("*", name)
    if loaded then found = true compare(host, name, path, loaded) end
  end
  if not found then missing("${xmpp.muc}", name) end
end
local function set(host, option, variable)
  if (config.get(host, option) or "") == "" then complain("'%s' must not be empty: %s is missing", option, variable) end
end
${checks(settings).join("\n")}
-- One that answers has loaded all that it will load.
return #problems == 0, #problems == 0 and "all loaded" or "${forGood}" .. table.concat(problems, "; ")
LUA
)
answer=$(prosodyctl --config /run/prosody/config/prosody.cfg.lua shell "$question" 2>&1) && exit 0
echo "\${answer##*$'\\n'}"
exit 1
`;

const checks = (settings: JitsiSettings): string[] => [
  ...(jwtLogin(settings)
    ? [`set("${xmpp.domain}", "app_id", "JWT_APP_ID")`, `set("${xmpp.domain}", "app_secret", "JWT_APP_SECRET")`]
    : []),
  ...expectedModules(settings).map(expectation),
];

const expectation = ({ host, name, path: from }: ExpectedModule): string => {
  const quoted = [host, name, from].filter((one) => one !== undefined).map((one) => `"${one}"`);
  return `${host === undefined ? "replaced" : "expect"}(${quoted.join(", ")})`;
};
