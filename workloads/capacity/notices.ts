/** Where the settings ask for more than is expected, and what would be enough. */
import type { Settings } from "../../settings/settings";
import type { Workload } from "../model";
import { type Outlook, outlooksOf, siteOf } from ".";
import { bottlenecks, limitsOf } from "./limits";
import type { Meeting, MeetingName } from "./meeting";
import type { Site } from "./site";

export function capacityNotices(settings: Settings, workload: Workload): string[] {
  const site = siteOf(settings, workload);
  return [...wish(settings, site), ...allowed(site)];
}

/** More people than are expected. */
function wish({ capacity }: Settings, site: Site): string[] {
  if (capacity?.participants === undefined) return [];
  const people = capacity.participants;
  const { meeting, limits, estimate } = outlookOf(site, capacity.meetings);
  if (limits.every((limit) => limit.holds(people))) return [];
  return [
    `\`capacity.participants\` asks for ${people} people (${meeting.title}); about ${estimate.people} are expected, for ${estimate.because} sets the end. For ${people}: ${remedies(site, meeting, people).join("; ")}.`,
  ];
}

/** Each limit is asked of the site as the remedies before it leave it: more servers also have more room for tracks. */
function remedies(site: Site, meeting: Meeting, people: number): string[] {
  let after = site;
  return bottlenecks.flatMap((bottleneck) => {
    const limit = limitsOf(after, meeting).find((one) => one.bottleneck === bottleneck);
    if (!limit || limit.holds(people)) return [];
    const remedy = limit.remedy(people);
    after = remedy.site;
    return [remedy.text];
  });
}

/** A meeting that the settings let grow larger than is expected. */
function allowed({ most, ...site }: Site): string[] {
  if (!most) return [];
  const { limits, estimate } = outlookOf(site, "one");
  if (limits.every((limit) => limit.holds(most.value))) return [];
  return [
    `\`${most.setting}\` lets ${most.value} people into one meeting; with all cameras on, about ${estimate.people} are expected, for ${estimate.because} sets the end.`,
  ];
}

function outlookOf(site: Site, name: MeetingName): Outlook {
  const found = outlooksOf(site).find(({ meeting }) => meeting.name === name);
  if (!found) throw new Error(`no typical meeting ${name}`);
  return found;
}
