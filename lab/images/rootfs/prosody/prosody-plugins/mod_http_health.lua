-- Answers /health, to the machine itself only.
module:set_global()

local here = { ["127.0.0.1"] = true, ["::1"] = true, ["::ffff:127.0.0.1"] = true }

local function answer(event)
  if not here[event.request.ip] then return 403 end
  if os.getenv("STAND_IN_FAULT") == "unhealthy" then return 500 end
  return 200
end

function module.add_host(host) end

module:depends("http")
module:provides("http", { default_path = "/health", route = { GET = answer } })
