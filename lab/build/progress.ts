/** Tells a waiting user that something long is going on: one living line on a terminal, a line now and then elsewhere. */

export interface Progress {
  /** A few words about what is being done right now. */
  detail(text: string): void;
  /** Ends the display; prints a last line when one is given. */
  end(line?: string): void;
}

const terminalInterval = 250;
const logInterval = 15_000;

/** Starts the display of `what` on standard error (standard output belongs to results). */
export function progress(what: string, stream: NodeJS.WriteStream = process.stderr): Progress {
  const began = Date.now();
  let now = "";
  const line = () => `${what} (${elapsed(Date.now() - began)}${now && `, ${now}`})`;
  const draw = () => {
    if (stream.isTTY) stream.write(`\r\x1b[K${line().slice(0, (stream.columns || 80) - 1)}`);
    else stream.write(`${line()}\n`);
  };
  if (stream.isTTY) draw();
  else stream.write(`${what} …\n`);
  const timer = setInterval(draw, stream.isTTY ? terminalInterval : logInterval);
  return {
    detail: (text) => {
      now = text;
    },
    end: (last) => {
      clearInterval(timer);
      if (stream.isTTY) stream.write("\r\x1b[K");
      if (last) stream.write(`${last}\n`);
    },
  };
}

/** "45 s", "2 min 05 s". */
export function elapsed(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
}
