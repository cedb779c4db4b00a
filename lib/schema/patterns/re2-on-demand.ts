/** RE2 in a browser: a page downloads the engine when a person starts to fill in a form. */
import type { RE2JS } from "re2js";

let engine: typeof RE2JS | undefined;

/** The engine; undefined until `loadRe2` has loaded it. */
export function getRe2(): typeof RE2JS | undefined {
  return engine;
}

/** Resolves when `getRe2` gives the engine. Rejects when the browser cannot load it. */
export async function loadRe2(): Promise<void> {
  engine ??= (await import("re2js")).RE2JS;
}
