/** An operation as it is told to whoever listens; the simulated providers write a journal of them. */
export interface Operation {
  readonly provider: string;
  readonly operation: "configure" | "create" | "read" | "update" | "delete";
  readonly urn?: string;
  readonly id?: string;
  /** With their marks of secrecy. */
  readonly inputs: unknown;
}

export type Note = (operation: Operation) => void;
