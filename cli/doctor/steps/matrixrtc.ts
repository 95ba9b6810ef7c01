/** What calls of a homeserver need: LiveKit, who lets people in, and what the homeserver says of them. */
import { hasOwnHomeserver, homeserverOf } from "../../../settings/homeserver";
import type { MatrixrtcSettings } from "../../../settings/settings";
import { jwtUrl, paths, servesWellKnown } from "../../../workloads/matrixrtc/common";
import type { Advice, Step } from "../step";

export function matrixrtcSteps(settings: MatrixrtcSettings, advice: Omit<Advice, "own">): Step[] {
  return [...callSteps(settings, advice), ...homeserverSteps(settings, advice)];
}

function callSteps(settings: MatrixrtcSettings, advice: Omit<Advice, "own">): Step[] {
  const { domain } = settings;
  const own = { ...advice, own: advice.service };
  return [
    {
      name: "config.json",
      title: "the page's settings name the homeserver",
      question: { ask: "http", url: `https://${domain}/config.json` },
      expect: { of: "callConfig", baseUrl: homeserverOf(settings).baseUrl },
      advice: own,
    },
    {
      name: "sfu",
      title: "LiveKit answers",
      question: { ask: "http", url: `https://${domain}${paths.sfu}/` },
      expect: { of: "text", text: "OK" },
      advice: own,
    },
    {
      name: "jwt",
      title: "the service that lets people in answers",
      // Nothing in it: whoever refuses it in Matrix' own form has read it.
      question: {
        ask: "http",
        url: `${jwtUrl(settings)}/sfu/get`,
        method: "POST",
        headers: { "content-type": "application/json" },
        body: "{}",
      },
      expect: { of: "matrixError", status: 400, code: "M_BAD_JSON", cors: true },
      advice: own,
    },
  ];
}

function homeserverSteps(settings: MatrixrtcSettings, advice: Omit<Advice, "own">): Step[] {
  const { name, baseUrl } = homeserverOf(settings);
  const add = (what: string) =>
    `add what \`homeserverYaml\` says (${what}) to ${name}'s homeserver.yaml, and restart it`;
  // Of Parley's own homeserver, whatever is wrong is Parley's to mend.
  const ours: Advice = { ...advice, own: advice.service };
  const theirs = (own: string): Advice => ({
    ...advice,
    entry: `see that it runs, and that TCP 443 reaches it`,
    route: `see to the reverse proxy of ${name}`,
    own,
  });
  const of = (own: string): Advice => (hasOwnHomeserver(settings) ? ours : theirs(own));
  const http = (url: string) => ({ ask: "http", url, verify: true }) as const;
  return [
    {
      name: "well-known",
      title: `${name} tells clients where calls are`,
      question: { ...http(`https://${name}${paths.wellKnown}/client`), follow: true },
      expect: { of: "wellKnown", baseUrl, service: jwtUrl(settings) },
      advice: servesWellKnown(settings)
        ? { ...advice, own: advice.route }
        : theirs(
            `serve at https://${name}${paths.wellKnown}/client what the output \`wellKnownClient\` says, with its headers`,
          ),
    },
    {
      name: "homeserver",
      title: "the homeserver answers",
      question: http(`${baseUrl}/_matrix/client/versions`),
      expect: { of: "versions" },
      advice: of(`see that \`matrixrtc.homeserver.baseUrl\` (${baseUrl}) is its client API`),
    },
    {
      name: "delayed-events",
      title: "the homeserver ends calls whose clients vanish",
      question: http(`${baseUrl}/_matrix/client/versions`),
      expect: { of: "versions", feature: "org.matrix.msc4140" },
      advice: of(add("max_event_delay_duration")),
    },
    {
      name: "transports",
      title: "the homeserver tells clients where calls are",
      question: http(`${baseUrl}/_matrix/client/unstable/org.matrix.msc4143/rtc/transports`),
      expect: { of: "matrixError", status: 401, code: "M_MISSING_TOKEN" },
      advice: of(add("msc4143_enabled and matrix_rtc")),
    },
    {
      name: "openid",
      title: "the homeserver says who somebody is",
      question: { ask: "federation", name, path: "/_matrix/federation/v1/openid/userinfo?access_token=parley-doctor" },
      expect: { of: "matrixError", status: 401, code: "M_UNKNOWN_TOKEN" },
      advice:
        hasOwnHomeserver(settings) && servesWellKnown(settings)
          ? ours
          : {
              ...of("add `federation` or `openid` to the resources of the listener that other servers reach"),
              entry: `see that it runs there, and that https://${name}${paths.wellKnown}/server names the right place: without that file it is port 8448`,
            },
    },
  ];
}
