-- Stand-in for Jitsi's module of this name: a signed token (HS256) in the address of BOSH or WebSocket logs in.
local formdecode = require "prosody.util.http".formdecode
local jwt = require "prosody.util.jwt"
local new_id = require "prosody.util.id".medium
local sasl = require "prosody.util.sasl"

local app_id = module:get_option_string("app_id", "")
local app_secret = module:get_option_string("app_secret", "")
local allow_empty = module:get_option_boolean("allow_empty_token", false)
local issuers = module:get_option_array("asap_accepted_issuers", { app_id })
local audiences = module:get_option_array("asap_accepted_audiences", { "*" })

if app_id == "" then
  module:log("error", "'app_id' must not be empty")
  return
end
if app_secret == "" then
  module:log("error", "'app_secret' or 'asap_key_server' must be specified")
  return
end

local verify = jwt.new_verifier("HS256", app_secret)

local function accepted(list, value)
  for _, one in ipairs(list) do
    if value and (one == value or one == "*") then return true end
  end
  return false
end

local function log_in(session)
  if not session.auth_token then return allow_empty, "token required" end
  local ok, claims = verify(session.auth_token)
  if not ok then return false, claims end
  if not accepted(issuers, claims.iss) then return false, "Invalid issuer ('iss' claim)" end
  if not accepted(audiences, claims.aud) then return false, "Invalid audience ('aud' claim)" end
  if not claims.room then return false, "'room' claim is missing" end
  return true
end

local function read_token(event)
  local query = event.request.url.query
  event.session.auth_token = query and formdecode(query).token or nil
end
module:hook_global("bosh-session", read_token)
module:hook_global("websocket-session", read_token)

-- One for all hosts: guests' own is asked the same way, and always says yes.
sasl.registerMechanism("ANONYMOUS", { "anonymous" }, function(self)
  self.username = new_id():lower()
  local ok, why = self.profile.anonymous(self, self.username, self.realm)
  if ok then return "success" end
  return "failure", "not-authorized", why
end)

local nobody = function() return nil, "there are no passwords here" end
module:provides("auth", {
  test_password = nobody, get_password = nobody, set_password = nobody,
  user_exists = nobody, create_user = nobody, delete_user = nobody,
  get_sasl_handler = function(session)
    return sasl.new(module.host, {
      anonymous = function()
        local ok, why = log_in(session)
        module:log("info", "a token was %s%s", ok and "accepted" or "refused: ", ok and "" or tostring(why))
        return ok, why
      end,
    })
  end,
})
