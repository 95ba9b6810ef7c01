/** What the services of MatrixRTC have to agree on. */

import { homeserverOf } from "../../settings/homeserver";
import { livekitPorts, type MatrixrtcService } from "../../settings/sections/matrixrtc";
import type { MatrixrtcSettings } from "../../settings/settings";
import { matrixrtcImages } from "../images";
import type { ServiceFile, User } from "../model";
import { secret, text } from "../value";

/** Ports inside the containers. */
export const ports = {
  /** LiveKit's signalling and its API. */
  sfu: livekitPorts.signalling,
  /** lk-jwt-service. */
  jwt: 8080,
  /** nginx-unprivileged. */
  nginx: 8080,
  redis: 6379,
  synapse: 8008,
} as const;

/** The user of nginx-unprivileged. */
export const nginxUser: User = { uid: 101, gid: 101 };

/** Below `domain`; the reverse proxy takes the prefix away. */
export const paths = { jwt: "/livekit/jwt", sfu: "/livekit/sfu", wellKnown: "/.well-known/matrix" } as const;

/** What clients ask for a way into a call. */
export const jwtUrl = ({ domain }: MatrixrtcSettings): string => `https://${domain}${paths.jwt}`;

/** Where clients reach LiveKit, and lk-jwt-service its API: it has no other setting for that. */
export const sfuUrl = ({ domain }: MatrixrtcSettings): string => `wss://${domain}${paths.sfu}`;

/** Name of the one API key. */
export const apiKey = "parley";
export const apiSecret = "livekitApiSecret";

/**
 * LiveKit reads YAML, and refuses a file that others may read; lk-jwt-service wants one line with one colon. Each has a
 * copy of its own, for no other user.
 */
export const keyFile = (path: string): ServiceFile => ({ path, content: text`${apiKey}: ${secret(apiSecret)}\n` });

export const imageOf = (settings: MatrixrtcSettings, service: MatrixrtcService): string =>
  settings.matrixrtc.images[service] ?? matrixrtcImages[service];

/** Whether Element Call lives at the homeserver's own name, so that whoever asks that name for its files comes here. */
export const servesWellKnown = (settings: MatrixrtcSettings): boolean =>
  homeserverOf(settings).name === settings.domain;
