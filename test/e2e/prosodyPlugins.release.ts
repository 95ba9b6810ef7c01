/** Releases of Jitsi with Prosody modules and tokens, put in force by the agent in a Docker of its own. */
import { parse, stringify } from "yaml";
import type { Release } from "../../components/remote/release";
import { rotationsOf } from "../../components/secrets/plannedSecrets";
import type { Outcome, PrivateDocker } from "../../lab/images/docker";
import { deployOf, payloadOf } from "../../lab/world/packed";
import { display } from "../../workloads/value";
import { type ComposeService, file } from "../support/compose";
import { deploymentOf } from "../support/planned";

export const example = "examples/jitsi-host-jwt.yaml";

export interface Wanted {
  /** Source of the module `hello`; the example's own modules are always there. */
  readonly hello: string;
  readonly greeting?: string;
  readonly rotation?: Readonly<Record<string, number>>;
  /** Changes compose.yaml's service `prosody` after rendering, as a hand or another tool would. */
  readonly spoil?: (prosody: ComposeService) => object;
}

/** A secret's value changes with its number, and is long enough to sign tokens. */
export const secretValue = (name: string, rotation = 1): string => `s3cret-of-${name}-number-${rotation}-0123456789`;

/** Packs the example's release with the module `hello`, and hands it to the agent. */
export async function deploy(docker: PrivateDocker, wanted: Wanted): Promise<Outcome> {
  const planned = deploymentOf(example, (raw) => {
    const jitsi = structuredClone(raw.jitsi) as { prosody: { plugins: unknown[]; config: Record<string, unknown> } };
    jitsi.prosody.plugins.push({ name: "hello", source: wanted.hello });
    // As seed 002 has it: a corrected copy of a module that Jitsi switches on by itself.
    jitsi.prosody.plugins.push({
      name: "token_verification",
      source: "module:log('info', 'corrected');",
      enableOn: [],
    });
    jitsi.prosody.config.main = { hello_greeting: wanted.greeting ?? "hello" };
    // Waits for nothing: a service to leave alone.
    raw.jitsi = { ...jitsi, whiteboard: true };
    raw.secrets = { rotation: wanted.rotation ?? {} };
  });
  const rendered = planned.releases.find(({ name }) => name === "jitsi");
  if (!rendered) throw new Error("the example has no services");
  const release = wanted.spoil ? spoiled(rendered, wanted.spoil) : rendered;
  const rotations = rotationsOf(planned.secrets);
  const lookup = { secret: (name: string) => secretValue(name, rotations[name]), fact: () => "203.0.113.10" };
  return docker.run(deployOf(release, rotations), Buffer.from(await payloadOf(release, lookup, { rotations })));
}

function spoiled(release: Release, spoil: NonNullable<Wanted["spoil"]>): Release {
  const text = display(file(release, "compose.yaml").content);
  const whole = parse(text) as { services: { prosody: ComposeService } };
  const content = stringify({
    ...whole,
    services: { ...whole.services, prosody: spoil(whole.services.prosody) },
  });
  return { ...release, files: release.files.map((one) => (one.path === "compose.yaml" ? { ...one, content } : one)) };
}

/** Name of a service's container. */
export const container = (service: string): string => `meet-example-org-${service}-1`;

/** Answers at /hello with its option. */
export const helloModule = (version: string): string => `
local greeting = module:get_option("hello_greeting");
module:depends("http");
module:provides("http", {
  default_path = "/hello";
  route = { GET = function () return "${version}: " .. tostring(greeting) end };
});
`;

/** Asks Prosody over BOSH to let us in with a token, or without one; the stanza that it answers with. */
export function logIn(docker: PrivateDocker, base: string, token?: string): string {
  const post = (body: string): string =>
    docker.must(
      `curl -sS -m 10 -H 'Host: meet.jitsi' -H 'Content-Type: text/xml' --data-binary @- '${base}/http-bind${token === undefined ? "" : `?token=${token}`}'`,
      Buffer.from(body),
    );
  const xmlns = 'xmlns="http://jabber.org/protocol/httpbind"';
  const opened = post(`<body ${xmlns} hold="1" rid="10" to="meet.jitsi" ver="1.6" wait="1" content="text/xml"/>`);
  const sid = /sid=['"]([^'"]+)['"]/.exec(opened)?.[1];
  if (sid === undefined) throw new Error(`no session: ${opened}`);
  const auth = '<auth xmlns="urn:ietf:params:xml:ns:xmpp-sasl" mechanism="ANONYMOUS"/>';
  return post(`<body ${xmlns} sid="${sid}" rid="11">${auth}</body>`);
}
