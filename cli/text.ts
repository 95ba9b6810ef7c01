import { stripVTControlCharacters } from "node:util";

/** Breaks a sentence into lines of at most `width` visible characters, between words. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/ +/)) {
    if (line !== "" && visible(`${line} ${word}`) > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** Length without the codes for colours. */
const visible = (text: string): number => stripVTControlCharacters(text).length;
