/**
 * Limits of an input's size, depth and number of values, checked before parsing, because parsing takes time
 * and memory.
 */
import { MAX_YAML_BYTES, MAX_YAML_DEPTH } from "#lib/manifest/yaml/limits";

/**
 * Kubernetes stores objects of at most 1.5 MiB (etcd's default), so manifests that people write stay far
 * below.
 */
export const LIMITS = {
  /** Bytes of an HTTP body. */
  bodyBytes: 1024 * 1024,
  /** Bytes of one manifest. */
  manifestBytes: MAX_YAML_BYTES,
  /** Depth of nested objects and lists. */
  depth: MAX_YAML_DEPTH,
  /** Number of values in one document. */
  nodes: 50_000,
} as const;

const TOO_DEEP = `It is nested more than ${LIMITS.depth} levels deep.`;
const TOO_MANY = `It holds more than ${LIMITS.nodes.toLocaleString("en")} values.`;

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * The limit that a JSON text exceeds, as a sentence; undefined where it exceeds none. Runs before
 * `JSON.parse`, in one pass without recursion. For text that is not JSON, either result is possible.
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
