/** Judges what every service does. */
import type { Answer, CertificateAnswer, HttpAnswer } from "../question";
import { type Advice, type Expectation, type Judgement, ok, wrong } from "../step";
import { misdirected, refusals } from "./failure";

type Expected<Of extends Expectation["of"]> = Extract<Expectation, { of: Of }>;

export function address(
  { name, value }: Expected<"address">,
  { addresses, told }: Extract<Answer, { to: "name" }>,
  advice: Advice,
): Judgement {
  const all = addresses.join(", ");
  if (addresses.length === 0) return wrong(`${name} has no address`, advice.own);
  const seen = told ? `${name} is asked at ${all}, as --resolve says` : `${name} is ${all}`;
  if (value === undefined || addresses.every((one) => one === value)) return ok(seen);
  return wrong(
    `${seen}; the settings say ${value}`,
    told ? `give --resolve ${name}:${value}, or leave it out` : advice.own,
  );
}

const day = 86_400_000;
/** Who renews does so with a third of the time left; with half of that, it did not succeed. */
const lateShare = 1 / 6;

export function certificate(
  { name }: Expected<"certificate">,
  { subject, issuer, names, from, until, now, refused }: CertificateAnswer,
  advice: Advice,
): Judgement {
  // What Traefik shows to names that it has no certificate for.
  if (issuer.includes("TRAEFIK DEFAULT CERT"))
    return wrong(`Traefik has no certificate for ${name} and shows its own`, advice.own);
  if (refused === "ERR_TLS_CERT_ALTNAME_INVALID") {
    const whose = names.length > 0 ? names.join(", ") : subject;
    return wrong(`the certificate is for ${whose}, not for ${name}`, advice.own);
  }
  if (refused === "CERT_HAS_EXPIRED") return wrong(`the certificate ended on ${date(until)}`, advice.own);
  if (refused !== undefined) {
    return wrong(
      `clients refuse the certificate of ${issuer}: ${refusals[refused] ?? refused}`,
      `${advice.own}; --ca FILE asks with an authority of your own`,
    );
  }
  const seen = `by ${issuer}, for ${span(until - now)} more`;
  return until - now < (until - from) * lateShare
    ? wrong(`${seen}: it should have been renewed`, advice.own)
    : ok(seen);
}

/** Whole days, or hours where there are fewer than two days. */
function span(milliseconds: number): string {
  const [unit, of] = milliseconds < 2 * day ? ([day / 24, "hour"] as const) : ([day, "day"] as const);
  const count = Math.max(0, Math.floor(milliseconds / unit));
  return `${count} ${of}${count === 1 ? "" : "s"}`;
}

const date = (time: number): string => new Date(time).toISOString().slice(0, 10);

export function redirect({ to }: Expected<"redirect">, answer: HttpAnswer, advice: Advice): Judgement {
  const { status, headers } = answer;
  if (status < 300 || status >= 400) {
    return status === 404 || status >= 500
      ? misdirected(answer, advice)
      : wrong(`plain HTTP is answered with ${status} in place of a redirect`, advice.own);
  }
  const target = headers.location ?? "";
  return target.replace(/:443(?=\/|$)/, "").replace(/\/$/, "") === to.replace(/\/$/, "")
    ? ok(`${status} to ${target}`)
    : wrong(`${status} to ${target || "nowhere"} in place of ${to}`, advice.own);
}

export function page(_: Expected<"page">, answer: HttpAnswer, advice: Advice): Judgement {
  if (answer.status !== 200) return misdirected(answer, advice);
  const type = answer.headers["content-type"] ?? "nothing";
  return /^text\/html\b/.test(type) ? ok("200, a page") : wrong(`200, but ${type} in place of a page`, advice.own);
}

export function text({ text: expected }: Expected<"text">, answer: HttpAnswer, advice: Advice): Judgement {
  // LiveKit's way to say that it has not measured itself for seconds (pkg/service/server.go, healthCheck).
  if (answer.status === 406)
    return wrong("406: it is there, and too busy or stuck to look after itself", advice.service);
  if (answer.status !== 200) return misdirected(answer, advice);
  const said = answer.body.trim();
  return said === expected
    ? ok(`200, ${expected}`)
    : wrong(`200, but ${shortened(said)} in place of ${expected}`, advice.route);
}

/** An answer in a few words. */
export function shortened(body: string): string {
  if (/^\s*</.test(body)) return "a page";
  const line = body.replaceAll(/\s+/g, " ").trim();
  if (line === "") return "nothing";
  return `"${line.length > 60 ? `${line.slice(0, 59)}…` : line}"`;
}
