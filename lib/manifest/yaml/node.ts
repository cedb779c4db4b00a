/** A text as a tree. Offsets are those of the text, in UTF-16 units. */
interface Placed {
  from: number;
  to: number;
}

export interface ScalarNode extends Placed {
  kind: "scalar";
  text: string;
  /** Unquoted, and not a block scalar: the text decides the type. */
  plain: boolean;
}

export interface ListNode extends Placed {
  kind: "list";
  items: YamlNode[];
}

export interface Pair {
  key: YamlNode;
  value: YamlNode;
}

export interface MapNode extends Placed {
  kind: "map";
  pairs: Pair[];
}

export interface AliasNode extends Placed {
  kind: "alias";
  name: string;
  target: YamlNode;
}

export type YamlNode = ScalarNode | ListNode | MapNode | AliasNode;

/** True for a key that merges the pairs of another map. For Go, only `<<` without quotes does. */
export function isMergeKey(node: YamlNode): boolean {
  return node.kind === "scalar" && node.plain && node.text === "<<";
}
