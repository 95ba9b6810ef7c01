/** Passwords of the services' XMPP accounts: only those that the chosen services use. */
import { givenAppSecret, type JitsiSettings, jwtLogin } from "../../settings/settings";
import type { SecretSpec } from "../model";
import { secret, type Value } from "../value";
import { hasJibri } from "./common";

/** Jigasi and the transcriber are one program and share its control account. */
export const hasJigasiAccount = (settings: JitsiSettings): boolean =>
  settings.jitsi.jigasi !== undefined || settings.jitsi.transcriber;

/** Signs tokens: the operator's own, or one that is made. */
export const appSecret = (settings: JitsiSettings): Value =>
  secret(givenAppSecret(settings) ? "credentials.jwtAppSecret" : "jwtAppSecret");

export function secretsOf(settings: JitsiSettings): SecretSpec[] {
  const password = (name: string, title: string): SecretSpec => ({ name, title, length: 32 });
  return [
    password("jicofoAuth", "XMPP password of Jicofo"),
    password("jvbAuth", "XMPP password of the video bridge"),
    ...(hasJibri(settings)
      ? [
          password("jibriXmpp", "XMPP password of Jibri's control account"),
          password("jibriRecorder", "XMPP password of Jibri in conferences"),
        ]
      : []),
    ...(hasJigasiAccount(settings) ? [password("jigasiXmpp", "XMPP password of Jigasi's control account")] : []),
    ...(settings.jitsi.transcriber
      ? [password("jigasiTranscriber", "XMPP password of the transcriber in conferences")]
      : []),
    ...(jwtLogin(settings) && !givenAppSecret(settings)
      ? [{ name: "jwtAppSecret", title: "key that signs tokens", length: 64 }]
      : []),
  ];
}
