import * as keycloak from "@pulumi/keycloak";
import * as pulumi from "@pulumi/pulumi";
import { clientArgs, type LoginSettings, realmOf } from "./client";

export interface OidcClientArgs {
  readonly login: LoginSettings;
  readonly domain: string;
  /** Secret of the client named in `login.adminClientId`. */
  readonly adminClientSecret: pulumi.Input<string>;
}

/** The service's client in a Keycloak realm. The realm and everything else in it stay untouched. */
export class OidcClient extends pulumi.ComponentResource {
  readonly clientId: pulumi.Output<string>;

  constructor(name: string, args: OidcClientArgs, opts?: pulumi.ComponentResourceOptions) {
    super("parley:keycloak:OidcClient", name, {}, opts);
    const { url, basePath, realm } = realmOf(args.login.issuer);
    const provider = new keycloak.Provider(
      `${name}-keycloak`,
      {
        url,
        // Said explicitly, also when empty: a wrong guess answers 404 to everything (pulumi-keycloak#148, #236).
        basePath,
        realm,
        clientId: args.login.adminClientId,
        clientSecret: pulumi.secret(args.adminClientSecret),
        // Otherwise a preview already logs in (pulumi-keycloak#128).
        initialLogin: false,
      },
      { parent: this },
    );
    const client = new keycloak.openid.Client(name, clientArgs(args.login, args.domain), { parent: this, provider });
    this.clientId = client.clientId;
    this.registerOutputs({ clientId: this.clientId });
  }
}
