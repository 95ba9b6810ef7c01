/** An error that the user can do something about: its message says what happened, where, and what to do. */
export class UserError extends Error {
  /** @param exitCode 1 in general, 2 for invalid settings or arguments. */
  constructor(
    message: string,
    readonly exitCode: 1 | 2 = 1,
  ) {
    super(message);
  }
}
