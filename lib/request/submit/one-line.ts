import { showMarks } from "#lib/manifest/direction-marks";

/** Text from a person stays on one line, so that it cannot become a trailer. */
export function oneLine(text: string): string {
  return showMarks(text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").trim());
}
