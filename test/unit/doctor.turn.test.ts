/** What `parley doctor` says when TURN answers wrongly. */
import type { Answering } from "../support/answering";
import { withTurn, wrongWith } from "../support/doctor";
import { turnAnswer, turnRefusal } from "../support/turnAnswers";

jest.setTimeout(30_000);

const says = (answer: Answering["turn"]) => (servers: Answering) => {
  servers.turn = answer;
};

wrongWith(withTurn, [
  [
    "turn-name",
    "no record",
    (servers) => {
      servers.addresses = [];
    },
    "turn.call.example.org has no address",
    /: it sets the record \(loopia, by ddclient on the edge host\)$/,
  ],
  [
    "turn-certificate",
    "the page's certificate",
    (servers) => servers.show("page", ["call.example.org"]),
    "the certificate is for call.example.org, not for turn.call.example.org",
    "make traefik get a certificate for turn.call.example.org; its log says why it has none",
  ],
  [
    "turn-certificate",
    "one that was not renewed",
    (servers) => servers.show("late", ["turn.call.example.org"], -1),
    /^the certificate ended on /,
    /make traefik get a certificate/,
  ],
  [
    "turn",
    "nobody behind TLS",
    says(() => undefined),
    "TLS is answered, and nobody behind it says a word",
    /docker compose/,
  ],
  [
    "turn",
    "a web server in its place",
    says(() => Buffer.from("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")),
    "what answers does not speak TURN: the connection goes somewhere else",
    /refresh/,
  ],
  [
    "turn",
    "an answer to another request",
    says((request) => turnRefusal(401)(Buffer.concat([request.subarray(0, 8), Buffer.alloc(12)]))),
    "what answers does not speak TURN: the connection goes somewhere else",
    /refresh/,
  ],
  [
    "turn",
    "a relay for everybody",
    says((request) => turnAnswer(request, 0x0103, [])),
    "it relays for everybody: this is somebody else's TURN server",
    /refresh/,
  ],
  [
    "turn",
    "another TURN server",
    says(turnRefusal(401, "example.org")),
    "401, but realm example.org in place of livekit: another TURN server",
    /refresh/,
  ],
  ["turn", "another error", says(turnRefusal(508)), "TURN answers 508 in place of 401", /docker compose/],
  [
    "turn",
    "an error without a number",
    says((request) => turnAnswer(request, 0x0113, [])),
    "TURN answers an error without a number in place of 401",
    /docker compose/,
  ],
]);
