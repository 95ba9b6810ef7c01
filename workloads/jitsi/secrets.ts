/** Passwords of the services' XMPP accounts: only those that the chosen services use. */
import type { Settings } from "../../settings/settings";
import type { SecretSpec } from "../model";
import { hasJibri } from "./common";

/** Jigasi and the transcriber are one program and share its control account. */
export const hasJigasiAccount = (settings: Settings): boolean =>
  settings.jitsi.jigasi !== undefined || settings.jitsi.transcriber;

export function secretsOf(settings: Settings): SecretSpec[] {
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
  ];
}
