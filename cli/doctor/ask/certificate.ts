/** Looks at a certificate, and asks Node whether a client would accept it. */
import { connect, type PeerCertificate, type TLSSocket } from "node:tls";
import type { CertificateAnswer, Place } from "../question";
import { authorities, route, Unanswered, type Ways } from "./ways";

export async function askCertificate(at: Place, ways: Ways): Promise<CertificateAnswer> {
  const options = { ...(await route(at, ways)), servername: at.name, ca: authorities(ways), rejectUnauthorized: false };
  return new Promise((done, failed) => {
    const socket = connect(options, () => {
      done(answer(socket));
      socket.destroy();
    });
    socket.setTimeout(ways.patience, () => socket.destroy(new Unanswered("TIMEOUT")));
    socket.once("error", failed);
  });
}

function answer(socket: TLSSocket): CertificateAnswer {
  const shown = socket.getPeerCertificate();
  const refused = refusalOf(socket);
  return {
    to: "certificate",
    subject: nameOf(shown.subject),
    issuer: nameOf(shown.issuer),
    names: (shown.subjectaltname ?? "").split(", ").flatMap((one) => /^DNS:(.+)$/.exec(one)?.[1] ?? []),
    from: Date.parse(shown.valid_from),
    until: Date.parse(shown.valid_to),
    now: Date.now(),
    ...(refused === undefined ? {} : { refused }),
  };
}

/** Node gives a code, or an error with one. */
function refusalOf({ authorized, authorizationError }: TLSSocket): string | undefined {
  if (authorized) return undefined;
  const error: unknown = authorizationError;
  if (typeof error === "object" && error !== null && "code" in error) return String(error.code);
  return String(error);
}

const nameOf = (of: PeerCertificate["subject"] | undefined): string =>
  [of?.O, of?.CN]
    .flat()
    .filter((one) => one !== undefined)
    .join(" ") || "nobody";
