/** Finds the place in a manifest's text for a pointer. */
import { isMap, isNode, isSeq, parseDocument } from "yaml";
import { findPair } from "#lib/manifest/edit/yaml-map";
import { YAML_OPTIONS } from "#lib/manifest/edit/yaml-options";
import { parsePointer } from "#lib/schema/pointer";

export interface TextRange {
  from: number;
  to: number;
}

/**
 * Finds the places of fields in one text: the value of a scalar, the key of a collection, and for an absent
 * field the nearest field that contains it.
 * @param prefer the part of a field to return: its key where the field itself is the error
 */
export function createLocator(text: string): (pointer: string, prefer?: "value" | "key") => TextRange {
  const document = parseDocument(text, YAML_OPTIONS);
  const start = { from: 0, to: Math.max(0, text.indexOf("\n")) };
  return (pointer, prefer = "value") => {
    let node: unknown = document.contents;
    let place: TextRange = start;
    for (const token of parsePointer(pointer)) {
      const child = findChild(node, token);
      if (!child) return place;
      place = rangeOf(child.key) ?? rangeOf(child.value) ?? place;
      node = child.value;
    }
    const isLeaf = isNode(node) && !isMap(node) && !isSeq(node);
    return (prefer === "value" && isLeaf && rangeOf(node)) || place;
  };
}

function findChild(node: unknown, token: string): { key?: unknown; value: unknown } | undefined {
  if (isMap(node)) return findPair(node, token);
  if (!isSeq(node)) return undefined;
  const item = node.items[Number(token)];
  return item === undefined ? undefined : { key: firstKey(item), value: item };
}

// An item that is a map is shown by its first key, because the map itself can have many lines.
function firstKey(item: unknown): unknown {
  return isMap(item) ? item.items[0]?.key : undefined;
}

function rangeOf(node: unknown): TextRange | undefined {
  if (!isNode(node) || !node.range) return undefined;
  const [from, to] = node.range;
  return from < to ? { from, to } : undefined;
}
