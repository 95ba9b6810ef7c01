-- Says how long the names of rooms have to be, and refuses shorter ones.
--
-- An example of a module of your own: name it in `jitsi.prosody.plugins`, set its option in `jitsi.prosody.config`.
local stanza = require "util.stanza";
local jid = require "util.jid";

local shortest = module:get_option_number("room_name_shortest", 4);

module:hook("muc-room-pre-create", function (event)
    local name = jid.split(event.room.jid);
    if name and #name >= shortest then
        return;
    end
    local why = ("the name of a room has at least %d characters"):format(shortest);
    event.origin.send(stanza.error_reply(event.stanza, "cancel", "not-acceptable", why));
    return true;
end);

module:log("info", "rooms have names of at least %d characters", shortest);
