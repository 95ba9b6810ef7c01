/** A rendered release of the services in a Docker of its own. */
import type { PrivateDocker } from "../../lab/images/docker";
import { payloadOf } from "../../lab/world/packed";
import { deploymentOf } from "../support/planned";

export const address = "172.16.10.160";
export const publicAddress = "203.0.113.10";

const place = "/var/lib/parley/meet-example-org/jitsi";

/** The seeds' deployment with everything that Jitsi can have. */
function everything(raw: Record<string, unknown>): void {
  raw.jitsi = {
    etherpad: true,
    whiteboard: true,
    transcriber: true,
    jigasi: { sipUri: "meet@sip.example.org", server: address },
    branding: { title: "Example <Meet>" },
    config: { startWithAudioMuted: true },
  };
  const credentials = raw.credentials as Record<string, unknown>;
  raw.credentials = { ...credentials, jigasiSipPassword: { secure: "v1:AAAA:AAAA" } };
}

/** Puts the release where the agent would, with its surroundings: addresses, recordings, a SIP server. */
export async function placeRelease(docker: PrivateDocker, sipServerImage: string): Promise<void> {
  const release = deploymentOf("Pulumi.demo.yaml", everything).releases.find(({ name }) => name === "jitsi");
  if (!release) throw new Error("the demo has no services");
  const lookup = { secret: (name: string) => `s3cret-of-${name}`, fact: () => publicAddress };
  const packed = Buffer.from(await payloadOf(release, lookup), "base64");
  docker.must(`mkdir -p ${place} && cd ${place} && tar -x && ln -sfn release current`, packed);
  docker.must(`
    ip addr add ${address}/32 dev lo
    echo '${publicAddress} meet.example.org' >> /etc/hosts
    mkdir /recordings && chown 1000:1000 /recordings
    docker run --detach --network host --entrypoint /usr/local/lib/stand-in ${sipServerImage} sip-server ${address}`);
}

/** Runs shell in the directory of the release. */
export const inRelease = (script: string): string => `cd ${place}/current && ${script}`;

/** Name of a service's container. */
export const container = (service: string): string => `meet-example-org-${service}-1`;
