/** Signs a token with which Jitsi lets somebody into a room. Claims: jitsi-meet resources/prosody-plugins/token/util.lib.lua. */
import { SignJWT } from "jose";

export interface TokenRequest {
  /** What the service accepts, see `tokenTerms`. */
  readonly terms: { readonly algorithm: "HS256"; readonly issuer: string; readonly audience: string };
  readonly domain: string;
  readonly room: string;
  /** Name that others see. */
  readonly user: string;
  readonly email?: string;
  readonly moderator: boolean;
  /** Seconds since 1970. */
  readonly now: number;
  /** How long it is good for, seconds. */
  readonly lifetime: number;
}

/** Clocks differ: a token is good from a little before it was made. */
const clockSkewSeconds = 30;

export function signToken(request: TokenRequest, key: string): Promise<string> {
  const { terms, domain, user, email, moderator, now, lifetime } = request;
  const context = { user: { id: user, name: user, ...(email === undefined ? {} : { email }), moderator } };
  return (
    // Prosody compares with the room's address, which is in lower case.
    new SignJWT({ room: request.room.toLowerCase(), context })
      .setProtectedHeader({ alg: terms.algorithm, typ: "JWT" })
      .setIssuer(terms.issuer)
      .setAudience(terms.audience)
      .setSubject(domain)
      .setIssuedAt(now)
      .setNotBefore(now - clockSkewSeconds)
      .setExpirationTime(now + lifetime)
      .sign(new TextEncoder().encode(key))
  );
}
