/**
 * Login by token: what Prosody, Jicofo and the web client are told.
 *
 * Source: docker-jitsi-meet stable-11146-2 (prosody/rootfs/defaults/conf.d/jitsi-meet.cfg.lua, jicofo.conf,
 * system-config.js, settings-config.js); jitsi-meet resources/prosody-plugins.
 */
import type { JwtLogin } from "../../settings/sections/login";
import { type JitsiSettings, jwtLogin } from "../../settings/settings";
import type { Service } from "../model";
import { flag, xmpp } from "./common";
import { appSecret } from "./secrets";

/** What a token has to say to be let in. */
export const tokenTerms = ({ appId, issuers, audiences }: JwtLogin) => ({
  algorithm: "HS256" as const,
  issuer: issuers?.[0] ?? appId,
  audience: audiences?.find((one) => one !== "*") ?? appId,
  appId,
});

/** Modules of the image by the place where they are switched on. */
export function tokenModules(settings: JitsiSettings): {
  readonly main: readonly string[];
  readonly muc: readonly string[];
} {
  const login = jwtLogin(settings);
  return {
    // muc_wait_for_host: without it whoever comes first opens the room, token or not.
    main: login?.guests ? ["persistent_lobby"] : [],
    muc: [
      ...(login?.guests ? ["muc_wait_for_host"] : []),
      ...(login?.moderators === "token" ? ["token_affiliation"] : []),
    ],
  };
}

export function prosodyTokenEnv(settings: JitsiSettings): Service["env"] {
  const login = jwtLogin(settings);
  if (!login) return {};
  return {
    ...common(login),
    AUTH_TYPE: "jwt",
    JWT_ALLOW_EMPTY: flag(login.allowEmpty),
    JWT_APP_ID: login.appId,
    JWT_APP_SECRET: appSecret(settings),
    // The template splits at commas, which the settings keep out of the values.
    ...(login.issuers ? { JWT_ACCEPTED_ISSUERS: login.issuers.join(",") } : {}),
    ...(login.audiences ? { JWT_ACCEPTED_AUDIENCES: login.audiences.join(",") } : {}),
    // Else everyone with a token would own the room, whatever the token says (mod_muc_wait_for_host.lua).
    WAIT_FOR_HOST_DISABLE_AUTO_OWNERS: flag(login.moderators === "token"),
  };
}

export function jicofoTokenEnv(settings: JitsiSettings): Service["env"] {
  const login = jwtLogin(settings);
  if (!login) return {};
  return {
    ENABLE_AUTO_OWNER: flag(login.moderators === "first"),
    // Tokens are Prosody's business: the handbook wants Jicofo's own authentication off (token-authentication.md).
    JICOFO_ENABLE_AUTH: "0",
  };
}

export function webTokenEnv(settings: JitsiSettings): Service["env"] {
  const login = jwtLogin(settings);
  if (!login) return {};
  return {
    ...common(login),
    ...(login.tokenAuthUrl === undefined ? {} : { TOKEN_AUTH_URL: login.tokenAuthUrl }),
  };
}

const common = ({ guests }: JwtLogin): Service["env"] => ({
  ENABLE_AUTH: "1",
  ENABLE_GUESTS: flag(guests),
  XMPP_GUEST_DOMAIN: xmpp.guest,
});
