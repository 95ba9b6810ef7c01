/** What Synapse makes of its configuration: it passes over whatever it does not know, and says nothing. */
import { must } from "../world/command";
import type { World } from "../world/world";
import { synapsePython } from "./install";
import { homeserverFolder } from "./server";

const script = `
import json
from synapse.config.homeserver import HomeServerConfig
read = HomeServerConfig.load_config("", ["-c", "homeserver.yaml", "-c", "added.yaml"])
limit = lambda one: {"per_second": one.per_second, "burst_count": one.burst_count}
print(json.dumps({
    "experimental_features": {name: getattr(read.experimental, name, None) for name in ("msc4143_enabled", "msc4222_enabled")},
    "max_event_delay_duration": read.server.max_event_delay_duration.as_millis(),
    "rc_message": limit(read.ratelimiting.rc_message),
    "rc_delayed_event_mgmt": limit(read.ratelimiting.rc_delayed_event_mgmt),
    "matrix_rtc": {"transports": read.matrix_rtc.transports},
}))
`;

/** By Synapse's own parser, under the names that homeserver.yaml has; a time in milliseconds. */
export async function understood({ places }: World, name: string): Promise<Record<string, unknown>> {
  const cwd = homeserverFolder(places, name);
  return JSON.parse(await must([await synapsePython(), "-c", script], { cwd }));
}
