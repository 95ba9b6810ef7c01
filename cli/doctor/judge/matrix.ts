/** Judges what calls of a homeserver need. */
import type { FederationAnswer, HttpAnswer, Response } from "../question";
import { type Advice, type Expectation, type Judgement, ok, unknown, wrong } from "../step";
import { misdirected } from "./failure";
import { shortened } from "./web";

type Expected<Of extends Expectation["of"]> = Extract<Expectation, { of: Of }>;

export function matrixError(
  { status, code, cors = false }: Expected<"matrixError">,
  answer: HttpAnswer | FederationAnswer,
  advice: Advice,
): Judgement {
  const place = answer.to === "federation" ? `${answer.place}: ` : "";
  const said = member(json(answer), "errcode");
  if (answer.status === status && said === code) {
    const allowed = answer.headers["access-control-allow-origin"];
    return cors && allowed !== "*"
      ? wrong(`${place}${code}, but without the header Access-Control-Allow-Origin: *`, advice.route)
      : ok(`${place}${status}, ${code}`);
  }
  if (said === "M_UNRECOGNIZED")
    return wrong(`${place}${answer.status}, M_UNRECOGNIZED: it is not switched on there`, advice.own);
  if (typeof said === "string") return wrong(`${place}${answer.status}, ${said} in place of ${code}`, advice.own);
  if (answer.status >= 200 && answer.status < 300)
    return wrong(`${place}${answer.status}, but ${shortened(answer.body)} in place of ${code}`, advice.route);
  // Go's own answer to a path that it does not know: the prefix was left on.
  if (answer.status === 404 && answer.body.trim() === "404 page not found" && cors)
    return wrong("404 by the service itself: the reverse proxy did not take the prefix away", advice.route);
  const judged = misdirected(answer, advice);
  return { ...judged, seen: `${place}${judged.seen}` };
}

export function callConfig({ baseUrl }: Expected<"callConfig">, answer: HttpAnswer, advice: Advice): Judgement {
  if (answer.status !== 200) return misdirected(answer, advice);
  const config = json(answer);
  if (config === undefined) return wrong(`200, but ${shortened(answer.body)} in place of JSON`, advice.own);
  const said = member(member(member(config, "default_server_config"), "m.homeserver"), "base_url");
  return said === baseUrl
    ? ok(`200, ${baseUrl}`)
    : wrong(`it names ${typeof said === "string" ? said : "no homeserver"} in place of ${baseUrl}`, advice.own);
}

export function wellKnown({ baseUrl, service }: Expected<"wellKnown">, answer: HttpAnswer, advice: Advice): Judgement {
  if (answer.status === 404) return wrong("404: there is no such file", advice.own);
  if (answer.status !== 200) return misdirected(answer, advice);
  const said = json(answer);
  if (said === undefined) return wrong(`200, but ${shortened(answer.body)} in place of JSON`, advice.own);
  const foci = member(said, "org.matrix.msc4143.rtc_foci");
  const found = (Array.isArray(foci) ? foci : []).filter((one) => member(one, "type") === "livekit");
  const urls = found.map((one) => member(one, "livekit_service_url"));
  const home = member(member(said, "m.homeserver"), "base_url");
  const problems = [
    ...(urls.includes(service)
      ? []
      : [`rtc_foci names ${urls.length > 0 ? urls.join(", ") : "no LiveKit"} in place of ${service}`]),
    // With or without a slash at the end, it is the same to clients.
    ...(typeof home === "string" && home.replace(/\/$/, "") === baseUrl
      ? []
      : [`m.homeserver is ${typeof home === "string" ? home : "missing"}; the settings say ${baseUrl}`]),
    ...(answer.headers["access-control-allow-origin"] === "*"
      ? []
      : ["the header Access-Control-Allow-Origin: * is missing, so browsers do not let Element read it"]),
  ];
  return problems.length === 0 ? ok(`200, ${service}`) : wrong(problems.join("; "), advice.own);
}

export function versions({ feature }: Expected<"versions">, answer: HttpAnswer, advice: Advice): Judgement {
  if (answer.status !== 200) return misdirected(answer, advice);
  const said = json(answer);
  const list = member(said, "versions");
  if (!Array.isArray(list)) return wrong(`200, but ${shortened(answer.body)} in place of versions`, advice.own);
  if (feature === undefined) return ok(`200, up to ${list.at(-1) ?? "no version"}`);
  const offered = member(member(said, "unstable_features"), feature);
  if (offered === true) return ok(`${feature} is on`);
  return offered === false
    ? wrong(`${feature} is off`, advice.own)
    : unknown(`cannot be told from outside: the homeserver does not say whether it has ${feature}`);
}

function json({ body }: Response): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

const member = (of: unknown, name: string): unknown =>
  typeof of === "object" && of !== null ? (of as Readonly<Record<string, unknown>>)[name] : undefined;
