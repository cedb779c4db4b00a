/** Paths of fields as kubectl and authors write them: `spec.storage.size`, `spec.nodes[].name`. */
import { parsePointer } from "#lib/schema/pointer";

/** Tokens of a path for every item of a list, and for every value of a map. */
export const EACH_ITEM = "[]";
export const EACH_VALUE = "[*]";

/** True for a token that stands for every item of a list, or for every value of a map. */
export function isEach(token: string | undefined): boolean {
  return token === EACH_ITEM || token === EACH_VALUE;
}

const PART = /\.?([^.[\]"']+)|\[\]|\[\*\]|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|\['([^']*)'\]/y;

/**
 * `spec.nodes[].labels["a.b/c"]` → `["spec", "nodes", "[]", "labels", "a.b/c"]`; `[*]` is every value of a
 * map. Undefined for text that is not a path.
 */
export function parseFieldPath(path: string): string[] | undefined {
  const tokens: string[] = [];
  PART.lastIndex = 0;
  let end = 0;
  for (let match = PART.exec(path); match; match = PART.exec(path)) {
    const [whole, name, index, quoted, single] = match;
    // A dot before the first name, or no dot before a later name, is a mistake that the author should see.
    if (name !== undefined && whole.startsWith(".") !== tokens.length > 0) return undefined;
    tokens.push(name ?? index ?? unquote(quoted) ?? single ?? whole);
    end = PART.lastIndex;
  }
  return tokens.length > 0 && end === path.length ? tokens : undefined;
}

function unquote(quoted: string | undefined): string | undefined {
  return quoted?.replace(/\\(.)/g, "$1");
}

/** `/spec/ports/0/name` → `spec.ports[0].name`. A name with a dot or bracket is quoted. */
export function toFieldPath(pointer: string): string {
  return formatFieldPath(parsePointer(pointer));
}

/** Formats tokens from `parseFieldPath` as a path. */
export function formatFieldPath(tokens: readonly string[]): string {
  const text = tokens.map((token) => {
    if (isEach(token)) return token;
    if (/^\d+$/.test(token)) return `[${token}]`;
    return /[.[\]"']/.test(token) || token === "" ? `[${JSON.stringify(token)}]` : `.${token}`;
  });
  return text.join("").replace(/^\./, "");
}

/**
 * Resolves the path's tokens from the place of one field: inside the same list, `[]` is that field's own
 * item. Undefined where the path names an item that does not contain the field.
 */
export function locatePath(tokens: readonly string[], place: readonly string[]): string[] | undefined {
  const located: string[] = [];
  let together = true;
  for (const [index, token] of tokens.entries()) {
    const own: string | undefined = together ? place[index] : undefined;
    if (isEach(token) && own === undefined) return undefined;
    located.push(isEach(token) ? String(own) : token);
    together &&= isEach(token) || own === token;
  }
  return located;
}
