/** TURN: the way into a call for clients whose network lets nothing out but TCP 443. */
import { z } from "zod";
import { domainName } from "../fields";

export const turn = z.strictObject({
  domain: domainName().describe(
    "A name of its own, for example turn.call.example.org. Clients reach it at TCP 443, where the reverse proxy has its certificate and tells it from `domain` by the name that a connection asks for.",
  ),
});
