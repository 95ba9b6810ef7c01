/** Who may log in, and how: a Keycloak realm, or tokens that somebody else issues. */
import { z } from "zod";
import { checked, plainName } from "../fields";

const keycloak = z.strictObject({
  provider: z.literal("keycloak").describe("Identity provider."),
  issuer: checked(
    (value) => /^https:\/\/[^\s/]+(\/[^\s/]+)*\/realms\/[A-Za-z0-9._-]+$/.test(value),
    "is not the issuer of a Keycloak realm",
    "https://keycloak.example.org/realms/main",
  ).describe("Issuer of the realm; the realm itself stays yours."),
  clientId: plainName("jitsi").default("jitsi").describe("Client that Parley makes in that realm."),
  adopt: z
    .boolean()
    .default(false)
    .describe(
      "Take over a client of that name that was made by hand: it gets Parley's settings, and stays when the stack is destroyed.",
    ),
  adminClientId: plainName("parley")
    .default("parley")
    .describe(
      "Client with a service account that may manage clients; its secret is `credentials.keycloakClientSecret`.",
    ),
});

/** What stands in a claim: the image's templates split lists at commas and put the values between quotes. */
const claim = () =>
  checked(
    (value) => /^[!-~]{1,255}$/.test(value) && !/[",\\]/.test(value),
    "cannot be the value of a claim",
    "visible ASCII without commas, quotes, backslashes and spaces, for example my-app or https://login.example.org",
  );

/** The client puts the room's name in; the page that issues tokens comes back with `?jwt=…`. */
const tokenAuthUrl = checked(
  (value) =>
    /^https:\/\/[^\s"'\\<>]+$/.test(value) &&
    URL.canParse(value.replace(/[{}]/g, "")) &&
    /\{(room|state)\}/.test(value),
  "is not an https:// address with {room} or {state}",
  "for example https://login.example.org/jitsi?room={room}",
);

const jwt = z.strictObject({
  provider: z.literal("jwt").describe("JSON Web Tokens (HS256) that somebody else issues, or `npm run token`."),
  appId: z
    .string()
    .trim()
    .refine((value) => /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/.test(value), {
      error: "is not an application id",
      params: { remedy: "letters, digits, dots, underscores, colons and hyphens, for example my-app" },
    })
    .describe(
      "Application id: issuer and audience of tokens unless said otherwise. The secret is made, or given in `credentials.jwtAppSecret`.",
    ),
  issuers: z.array(claim()).min(1).optional().describe("Accepted issuers (`iss`); the application id when left out."),
  audiences: z.array(claim()).min(1).optional().describe("Accepted audiences (`aud`); any when left out."),
  moderators: z
    .enum(["token", "first"])
    .default("token")
    .describe("Who moderates: whoever's token says so (`context.user.moderator`), or who comes first."),
  guests: z
    .boolean()
    .default(false)
    .describe("Let people in without a token; they wait in the lobby until somebody with one is there."),
  allowEmpty: z
    .boolean()
    .default(false)
    .describe("Let people without a token open rooms, too: tokens then only tell who somebody is."),
  tokenAuthUrl: tokenAuthUrl
    .optional()
    .describe("Where the client sends people without a token; it puts the room into `{room}`, or more into `{state}`."),
});

export const login = z.discriminatedUnion("provider", [keycloak, jwt]);

export type KeycloakLogin = z.infer<typeof keycloak>;
export type JwtLogin = z.infer<typeof jwt>;
