/** Two homeservers, one that was told of the deployment and one that was not, and how their users get into calls. */
import { type MatrixApi, type MatrixUser, startHomeserver } from "../../../lab/synapse";
import type { World } from "../../../lab/world/world";
import type { PageAnswer, Participant } from "../call/participant";

export interface Person {
  readonly home: MatrixApi;
  readonly user: MatrixUser;
}

export interface People {
  /** Users of the homeserver with full access. */
  readonly anna: Person;
  readonly berta: Person;
  /** Of the other one. */
  readonly guest: Person;
}

/** @param outputs what the deployment said that the homeserver has to say */
export async function people(world: World, outputs: Readonly<Record<string, unknown>>): Promise<People> {
  const [own, other] = await Promise.all([
    startHomeserver(world, {
      name: "example.org",
      host: "matrix.example.org",
      address: "203.0.113.54",
      added: String(outputs.homeserverYaml),
      wellKnown: JSON.parse(String(outputs.wellKnownClient)),
    }),
    startHomeserver(world, { name: "guest.example.org", host: "guest.example.org", address: "203.0.113.55" }),
  ]);
  const person = async (home: MatrixApi, name: string) => ({ home, user: await home.register(name) });
  return {
    anna: await person(own, "anna"),
    berta: await person(own, "berta"),
    guest: await person(other, "guest"),
  };
}

/** What the service that lets people in answers a person's browser. */
export async function letIn(
  participant: Participant,
  { home, user }: Person,
  room: string,
  service: string,
  more: object = {},
): Promise<PageAnswer> {
  const openid_token = await home.openIdToken(user);
  return participant.ask(`${service}/sfu/get`, { room, openid_token, device_id: user.device, ...more });
}

/** Gets a person into a Matrix room's call, as any client does. */
export async function enter(
  participant: Participant,
  person: Person,
  room: string,
  service: string,
  { publish = true, more = {} }: { publish?: boolean; more?: object } = {},
): Promise<void> {
  const { status, body } = await letIn(participant, person, room, service, more);
  if (status !== 200) throw new Error(`${person.user.id}: ${status} ${JSON.stringify(body)}`);
  await participant.enter(String(body.url), String(body.jwt), publish);
}
