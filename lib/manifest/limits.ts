/** How large, deep and many-parted an input may be before anything reads it. The reason: reading costs by these. */
import { MAX_YAML_BYTES, MAX_YAML_DEPTH } from "#lib/manifest/yaml/limits";

/** Kubernetes stores objects of at most 1.5 MiB (etcd's default), so no manifest of a person comes near these. */
export const LIMITS = {
  /** Bytes of an HTTP body. */
  bodyBytes: 1024 * 1024,
  /** Bytes of one manifest. */
  manifestBytes: MAX_YAML_BYTES,
  /** Objects and lists inside each other. */
  depth: MAX_YAML_DEPTH,
  /** Values of any kind in one document. */
  nodes: 50_000,
} as const;

const TOO_DEEP = `It is nested more than ${LIMITS.depth} levels deep.`;
const TOO_MANY = `It holds more than ${LIMITS.nodes.toLocaleString("en")} values.`;

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Which limit a JSON text breaks, as a sentence; undefined where it breaks none. It is asked before `JSON.parse`: one
 * pass over the text, without recursion. A text that is no JSON may get either answer.
 */
export function findJsonExcess(text: string): string | undefined {
  let depth = 0;
  let nodes = 1;
  let inText = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (inText) {
      if (code === BACKSLASH) index += 1;
      else if (code === QUOTE) inText = false;
      continue;
    }
    if (code === QUOTE) inText = true;
    else if (code === COMMA) nodes += 1;
    else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      depth += 1;
      nodes += 1;
      if (depth > LIMITS.depth) return TOO_DEEP;
    } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth -= 1;
    if (nodes > LIMITS.nodes) return TOO_MANY;
  }
  return undefined;
}
