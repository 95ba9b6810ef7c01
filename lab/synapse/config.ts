/** What a homeserver's operator has in homeserver.yaml before anybody speaks of calls. */
import { stringify } from "yaml";
import type { Identity } from "../world/authority";

export interface HomeserverName {
  /** Server name: what stands behind the colon of its users' ids. */
  readonly name: string;
  /** Where its clients find it: the same name, or another one. */
  readonly host: string;
}

interface ConfigOptions extends HomeserverName {
  readonly address: string;
  readonly folder: string;
  readonly identity: Identity;
  /** Whoever has it may make users: there is no other way, registration is closed. */
  readonly registrationSecret: string;
  /** What else /.well-known/matrix/client says. */
  readonly wellKnown: Readonly<Record<string, unknown>>;
}

/** Source: Synapse's documentation, usage/configuration/config_documentation.md. */
export function configOf(options: ConfigOptions): string {
  // Synapse says the first from `public_baseurl`, and does not start when told.
  const { "m.homeserver": _, ...foci } = options.wellKnown;
  return stringify({
    server_name: options.name,
    public_baseurl: `https://${options.host}/`,
    // Others find a server of another name by that name's /.well-known, and one of this name at its port 8448.
    serve_server_wellknown: options.name !== options.host,
    extra_well_known_client_content: foci,
    report_stats: false,
    trusted_key_servers: [],
    signing_key_path: `${options.folder}/signing.key`,
    media_store_path: `${options.folder}/media`,
    log_config: `${options.folder}/log.yaml`,
    database: { name: "sqlite3", args: { database: `${options.folder}/homeserver.db` } },
    registration_shared_secret: options.registrationSecret,
    tls_certificate_path: options.identity.cert,
    tls_private_key_path: options.identity.key,
    listeners: [443, 8448].map((port) => ({
      port,
      type: "http",
      tls: true,
      bind_addresses: [options.address],
      resources: [{ names: ["client", "federation"] }],
    })),
  });
}

export const logConfig = stringify({
  version: 1,
  handlers: { console: { class: "logging.StreamHandler" } },
  root: { level: "WARNING", handlers: ["console"] },
});
