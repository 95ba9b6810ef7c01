/** What the process of the internet's servers is told when it starts. */

export interface InternetConfig {
  readonly address: string;
  /** Packages and templates. */
  readonly web: { readonly port: number; readonly folder: string };
  readonly loopia: {
    readonly port: number;
    readonly user: string;
    readonly password: string;
    readonly domain: string;
    readonly records: readonly { readonly subdomain: string; readonly type: string; readonly rdata: string }[];
  };
}
