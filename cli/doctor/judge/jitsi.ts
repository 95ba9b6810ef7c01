/** Judges what Jitsi does beside its page. */
import type { HttpAnswer, WebSocketAnswer } from "../question";
import { type Advice, type Expectation, type Judgement, ok, wrong } from "../step";
import { misdirected } from "./failure";
import { shortened } from "./web";

type Expected<Of extends Expectation["of"]> = Extract<Expectation, { of: Of }>;

export function configJs({ addresses }: Expected<"configJs">, answer: HttpAnswer, advice: Advice): Judgement {
  const { status, body } = answer;
  if (status !== 200) return misdirected(answer, advice);
  if (!/\bvar config\b/.test(body)) return wrong(`200, but ${shortened(body)} in place of config.js`, advice.own);
  const hosts = [...body.matchAll(/\b(?:https|wss):\/\/([^/'"\s]+)\//g)].map(([, host]) => host);
  const missing = addresses.filter((one) => !named(body, one));
  if (missing.length === 0) return ok("200, with this service's addresses");
  const others = [...new Set(hosts)].filter((host) => !addresses.some((one) => new URL(one).host === host));
  return wrong(
    `config.js does not name ${missing.join(" and ")}${others.length > 0 ? `, but ${others.join(", ")}` : ""}`,
    advice.own,
  );
}

/** The image puts a tenant's path between host and path while serving: `'https://host/' + subdir + 'http-bind'`. */
function named(body: string, address: string): boolean {
  const { origin, pathname } = new URL(address);
  return body.includes(`${origin}/`) && body.includes(pathname.slice(1));
}

export function bosh(_: Expected<"bosh">, answer: HttpAnswer, advice: Advice): Judgement {
  const { status, body } = answer;
  if (status !== 200) return misdirected(answer, advice);
  if (!/^\s*(<\?xml[^>]*>\s*)?<body\b/.test(body))
    return wrong(`200, but ${shortened(body)} in place of a session`, advice.route);
  const condition = /\bcondition=['"]([\w-]+)['"]/.exec(body)?.[1];
  if (/\btype=['"]terminate['"]/.test(body))
    return wrong(`Prosody refuses the session (${condition ?? "no reason"})`, advice.own);
  return /\bsid=['"][^'"]+['"]/.test(body) ? ok("200, a session") : wrong("200, but no session in it", advice.own);
}

export function upgrade({ protocol }: Expected<"upgrade">, answer: WebSocketAnswer, advice: Advice): Judgement {
  const { status, matches } = answer;
  if (status >= 502 && status <= 504) return misdirected({ status, headers: {}, body: "" }, advice);
  if (status !== 101) {
    return wrong(
      `the answer is ${status}: the upgrade does not get through`,
      `${advice.route}; every proxy on the way has to pass WebSockets on`,
    );
  }
  if (!matches) return wrong("101, but the answer is not to this question: a proxy answers for others", advice.route);
  return answer.protocol === protocol
    ? ok(`101, ${protocol}`)
    : wrong(`101, but ${answer.protocol ?? "no protocol"} in place of ${protocol}`, advice.own);
}
