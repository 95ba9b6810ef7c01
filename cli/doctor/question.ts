/** What is asked of a running deployment, and what can come back. */

/** Where something listens. */
export interface Place {
  readonly name: string;
  /** Its address where it is fixed; else DNS says it. `--resolve` wins over both. */
  readonly address?: string;
  readonly port: number;
}

export type Question =
  | { readonly ask: "name"; readonly name: string }
  | { readonly ask: "certificate"; readonly at: Place }
  | HttpQuestion
  | { readonly ask: "websocket"; readonly url: string; readonly protocol: string }
  /** Asks a homeserver as other servers do: at the place that its name delegates to. */
  | { readonly ask: "federation"; readonly name: string; readonly path: string }
  /** Asks for a relay over TLS, without credentials. */
  | { readonly ask: "turn"; readonly at: Place }
  | { readonly ask: "tcp" | "udp"; readonly at: Place };

export interface HttpQuestion {
  readonly ask: "http";
  readonly url: string;
  readonly method?: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Goes along with redirects, as clients do there. */
  readonly follow?: boolean;
  /** Refuses a certificate that clients would refuse; needless where a step of its own judges it. */
  readonly verify?: boolean;
}

export type Answer =
  | NoAnswer
  /** `told`: `--resolve` said so, and DNS was not asked. */
  | { readonly to: "name"; readonly addresses: readonly string[]; readonly told: boolean }
  | CertificateAnswer
  | HttpAnswer
  | WebSocketAnswer
  | FederationAnswer
  | TurnAnswer
  /** A connection or a datagram, nothing, or word that nobody listens. */
  | { readonly to: "port"; readonly heard: "answer" | "silence" | "refusal" };

/** Nobody answered, or nobody could be asked. */
export interface NoAnswer {
  readonly to: "nobody";
  /** As Node and OpenSSL name it: `ECONNREFUSED`; `TIMEOUT` for silence. */
  readonly failure: string;
  /** Where it was asked, when another answer led there: `matrix.example.org:8448`. */
  readonly place?: string;
}

/** A failure: DNS knows no address for the name. */
export const noAddress = "NO_ADDRESS";

export interface CertificateAnswer {
  readonly to: "certificate";
  readonly subject: string;
  readonly issuer: string;
  /** Names that it is for. */
  readonly names: readonly string[];
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly until: number;
  /** When it was asked for. */
  readonly now: number;
  /** Why a client would refuse it, as OpenSSL names it. */
  readonly refused?: string;
}

export interface Response {
  readonly status: number;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Its beginning, where it is long. */
  readonly body: string;
}

export interface HttpAnswer extends Response {
  readonly to: "http";
}

export interface WebSocketAnswer {
  readonly to: "websocket";
  /** 101 when the connection was upgraded. */
  readonly status: number;
  /** The protocol that the server chose. */
  readonly protocol?: string;
  /** Whether the answer belongs to the question (Sec-WebSocket-Accept). */
  readonly matches: boolean;
}

export interface FederationAnswer extends Response {
  readonly to: "federation";
  /** Where the name leads: `matrix.example.org:443`. */
  readonly place: string;
}

/** What came once TLS was agreed upon. */
export interface TurnAnswer {
  readonly to: "turn";
  /** TURN's refusal, a relay, something that is not TURN, or not a word. */
  readonly heard: "refusal" | "relay" | "something" | "nothing";
  /** Of a refusal. */
  readonly code?: number;
  readonly realm?: string;
}
