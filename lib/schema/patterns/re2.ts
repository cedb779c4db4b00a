/** RE2 where the code runs on the server. In a browser, package.json puts `re2-on-demand.ts` in place of this file. */
import { RE2JS } from "re2js";

/** The engine; undefined until a browser has loaded it. */
export function getRe2(): typeof RE2JS | undefined {
  return RE2JS;
}

/** Resolves when `getRe2` gives the engine. Rejects when a browser cannot load it. */
export async function loadRe2(): Promise<void> {}
