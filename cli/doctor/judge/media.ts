/** Judges ports of media. */
import type { Answer } from "../question";
import { type Advice, type Judgement, ok, unknown, wrong } from "../step";

type Heard = Extract<Answer, { to: "port" }>;

export const tcpPort = (_: unknown, { heard }: Heard, advice: Advice): Judgement => {
  if (heard === "answer") return ok("a connection is taken");
  return heard === "refusal"
    ? wrong("the connection is refused: nothing listens there, or a firewall says no", both(advice))
    : wrong("no answer: a firewall or a router drops what is sent there", advice.own);
};

/**
 * Media servers answer STUN only to whoever has the credentials of a call (LiveKit 1.9.12, tried; JVB by ice4j's
 * AbstractUdpListener.java), so silence says nothing; but a machine that answers "port unreachable" has nothing there.
 */
export const udpPort = (_: unknown, { heard }: Heard, advice: Advice): Judgement => {
  if (heard === "answer") return ok("it answers STUN");
  return heard === "refusal"
    ? wrong("the machine says that nothing listens there", both(advice))
    : unknown(
        "cannot be told from outside: the media server answers only those who are in a call; hold one from outside",
      );
};

/** The service does not run, or something on the way sends its port elsewhere. */
const both = ({ service, own }: Advice): string => `${service}; if it does, ${own}`;
