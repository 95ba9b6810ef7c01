/** Asks the lab's Keycloak as the server's own administrator, from the operator's place. */
import type { Keycloak } from "../../../lab/keycloak/server";
import type { World } from "../../../lab/world/world";

export type Client = Record<string, unknown> & { readonly id: string; readonly clientId: string };

export class KeycloakAdmin {
  constructor(
    private readonly world: World,
    private readonly keycloak: Keycloak,
    private readonly certificate: string,
  ) {}

  /** Parsed JSON; throws unless the server says that all is well. */
  async ask<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
    const headers = [`Authorization: Bearer ${await this.token()}`, "Content-Type: application/json"];
    const data = body === undefined ? [] : [`data = ${JSON.stringify(JSON.stringify(body))}`];
    const said = await this.curl(`/admin/realms/main${path}`, [
      `request = ${method}`,
      ...headers.map((one) => `header = "${one}"`),
      ...data,
    ]);
    return (said === "" ? undefined : JSON.parse(said)) as T;
  }

  async client(clientId: string): Promise<Client | undefined> {
    return (await this.ask<Client[]>("GET", `/clients?clientId=${clientId}`))[0];
  }

  /** The realm, its people and its clients but for some, in an order of their own: to compare word by word. */
  async everythingBut(...clientIds: string[]): Promise<string> {
    const clients = await this.ask<Client[]>("GET", "/clients");
    const others = clients.filter(({ clientId }) => !clientIds.includes(clientId));
    const lists = [others, await this.ask<unknown[]>("GET", "/users"), await this.ask<unknown[]>("GET", "/roles")];
    const sorted = lists.map((list) => list.map((one) => JSON.stringify(one)).sort());
    return JSON.stringify([await this.ask("GET", ""), ...sorted], undefined, 1);
  }

  private async token(): Promise<string> {
    const form = `grant_type=password&client_id=admin-cli&username=admin&password=${this.keycloak.password}`;
    const said = await this.curl("/realms/master/protocol/openid-connect/token", [`data = "${form}"`]);
    return (JSON.parse(said) as { access_token: string }).access_token;
  }

  private async curl(path: string, config: readonly string[]): Promise<string> {
    const argv = ["curl", "-sS", "--fail-with-body", "--cacert", this.certificate, "--config", "-"];
    const input = [`url = "${this.keycloak.url}${path}"`, ...config].join("\n");
    const { code, stdout, stderr } = await this.world.exec("operator", argv, { input });
    if (code !== 0) throw new Error(`${path}: ${stderr}${stdout}`);
    return stdout;
  }
}
