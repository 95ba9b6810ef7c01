/** Synapse's files. Source: its documentation, usage/configuration/config_documentation.md. */
import { stringify } from "yaml";
import { homeserverOf, type WithOwnHomeserver } from "../../../settings/homeserver";
import { secret, text, type Value } from "../../value";
import { ports } from "../common";
import { callFeatures } from "../homeserver";
import { database, secretNames } from "./common";

/** Where its image expects its data. */
export const dataPath = "/data";

export const configPaths = {
  homeserver: "/etc/synapse/homeserver.yaml",
  secrets: "/etc/synapse/secrets.yaml",
  log: "/etc/synapse/log.yaml",
} as const;

/** Beside the database, not among Parley's secrets: whoever has the data has the key, and a new deployment signs with it. */
export const signingKeyPath = `${dataPath}/signing.key`;

/** As Synapse has it by itself. */
export const uploadMiB = 50;

export function homeserverConfig(settings: WithOwnHomeserver): string {
  const { name, baseUrl } = homeserverOf(settings);
  return stringify({
    server_name: name,
    public_baseurl: `${baseUrl}/`,
    report_stats: false,
    signing_key_path: signingKeyPath,
    media_store_path: `${dataPath}/media`,
    max_upload_size: `${uploadMiB}M`,
    log_config: configPaths.log,
    listeners: [
      {
        port: ports.synapse,
        type: "http",
        tls: false,
        // The reverse proxy says who asks.
        x_forwarded: true,
        bind_addresses: ["0.0.0.0"],
        resources: [{ names: ["client", "federation"] }],
      },
    ],
    enable_registration: false,
    url_preview_enabled: false,
    // Nobody but the other servers themselves is asked for their keys.
    trusted_key_servers: [],
    // An office has one address: by default, the sixth of them to log in is kept out for minutes. Whoever guesses
    // passwords is held back by account all the same.
    rc_login: { address: { per_second: 0.2, burst_count: 50 } },
    // Element Call 0.24 opens no rooms of version 12, which Synapse makes by itself.
    default_room_version: "11",
    ...callFeatures(settings),
  });
}

/** Synapse takes several files as one: this one is for no other user. */
export const secretsConfig: Value = text`registration_shared_secret: "${secret(secretNames.registration)}"
macaroon_secret_key: "${secret(secretNames.macaroon)}"
form_secret: "${secret(secretNames.form)}"
database:
  name: psycopg2
  args:
    host: ${database.host}
    port: ${database.port}
    dbname: ${database.name}
    user: ${database.user}
    password: "${secret(secretNames.database)}"
    cp_min: 5
    cp_max: 10
`;

/** To Docker's log, without a word for every request. */
export const logConfig = stringify({
  version: 1,
  formatters: { plain: { format: "%(levelname)s %(name)s %(request)s %(message)s" } },
  handlers: { console: { class: "logging.StreamHandler", formatter: "plain" } },
  loggers: { "synapse.access.http": { level: "WARNING" }, "synapse.storage.SQL": { level: "WARNING" } },
  root: { level: "INFO", handlers: ["console"] },
  disable_existing_loggers: false,
});
