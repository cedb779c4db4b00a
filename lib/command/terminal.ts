/** What commands say in a terminal: on standard error, because standard output is for results. */
import { isPortalError } from "#lib/errors";

const paint = (code: number) => (text: string) =>
  process.stderr.isTTY && !process.env.NO_COLOR ? `\u001b[${code}m${text}\u001b[0m` : text;
export const bold = paint(1);
export const dim = paint(2);
export const red = paint(31);
export const green = paint(32);

export const say = (text: string) => void process.stderr.write(`${text}\n`);

/** An error with its next step, without a stack trace unless nobody foresaw it. */
export function sayError(error: unknown): void {
  if (isPortalError(error)) {
    say(`\n${red("✗")} ${bold(error.detail)}`);
    if (error.suggestion) say(`\n  ${error.suggestion.replaceAll("\n", "\n  ")}`);
  } else {
    say(`\n${red("✗")} ${error instanceof Error ? error.stack : String(error)}`);
  }
}

/** The lines a person needs once the portal can be used. */
export function sayReady(rows: readonly (readonly [label: string, text: string])[]): void {
  const lines = rows.map(([label, text]) => `  ${dim(label.padEnd(12))} ${text}`);
  say(["", `  ${bold("Vitrine is ready")}`, "", ...lines, ""].join("\n"));
}
