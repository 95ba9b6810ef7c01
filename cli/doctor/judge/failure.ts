/** When nobody answered: what that means, and where the fault is. */
import { type NoAnswer, noAddress, type Response } from "../question";
import { type Advice, type Judgement, unknown, wrong } from "../step";

/** By Node's names; what is certain about each. */
const meanings: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the connection is refused: nothing listens there, or a firewall says no",
  TIMEOUT: "no answer in time: a firewall or a router drops what is sent there",
  ETIMEDOUT: "no answer in time: a firewall or a router drops what is sent there",
  EHOSTUNREACH: "there is no way to that address",
  ENETUNREACH: "there is no way to that network from here",
  ECONNRESET: "the connection is cut before there is an answer",
  EPROTO: "what listens there does not speak TLS",
  HPE_INVALID_CONSTANT: "what listens there does not speak HTTP",
};

/** Why clients refuse a certificate, by OpenSSL's names. */
export const refusals: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "it has ended",
  CERT_NOT_YET_VALID: "it has not begun",
  ERR_TLS_CERT_ALTNAME_INVALID: "it is for another name",
  DEPTH_ZERO_SELF_SIGNED_CERT: "nobody but its server has signed it",
  SELF_SIGNED_CERT_IN_CHAIN: "its authority is not one that clients know",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "its authority is not one that clients know",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    "its authority is not one that clients know, or a certificate in between is not sent along",
};

export function unreachable({ failure, place }: NoAnswer, advice: Advice): Judgement {
  const judged = meaningOf(failure, advice);
  return place === undefined ? judged : { ...judged, seen: `${place}: ${judged.seen}` };
}

function meaningOf(failure: string, advice: Advice): Judgement {
  if (failure === noAddress) return unknown("not asked: the name has no address, see above; --resolve gives it one");
  if (failure === "TLS_ALERT")
    return wrong("the server refuses TLS for this name: it has no certificate for it", advice.route);
  if (failure.startsWith("DNS_"))
    return wrong(`DNS does not answer (${failure.slice(4)})`, "ask again, or give addresses by --resolve");
  const refused = refusals[failure];
  if (refused) return wrong(`clients refuse the certificate: ${refused}`, advice.route);
  return wrong(meanings[failure] ?? `it cannot be asked (${failure})`, advice.entry);
}

/** What an unexpected status says of the way to the service. */
export function misdirected({ status, headers }: Response, advice: Advice): Judgement {
  const seen = `the answer is ${status}`;
  if (status >= 502 && status <= 504)
    return wrong(`${seen}: the reverse proxy finds no service behind it`, advice.service);
  if (status === 404) return wrong(`${seen}: no route leads there`, advice.route);
  if (status >= 300 && status < 400) return wrong(`${seen}, to ${headers.location ?? "nowhere"}`, advice.route);
  return wrong(seen, advice.own);
}
