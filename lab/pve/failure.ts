/** What the API answers when it refuses, with the status codes and in the words of the real one. */

export class Failure extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly errors?: Readonly<Record<string, string>>,
  ) {
    super(message);
  }
}

/** A parameter is wrong. */
export const invalid = (field: string, message: string): Failure =>
  new Failure(400, "Parameter verification failed.", { [field]: message });

/** The user may not do this. */
export const forbidden = (what: string): Failure => new Failure(403, `Permission check failed (${what})`);

/** Anything else: Proxmox answers 500 whenever a command of its own dies. */
export const died = (message: string): Failure => new Failure(500, message);
