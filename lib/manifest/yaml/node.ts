/** A text as a tree. Offsets are those of the text, in UTF-16 units. */
interface Placed {
  from: number;
  to: number;
}

export interface ScalarNode extends Placed {
  kind: "scalar";
  text: string;
  /** Without quotes, and not a block of text: what it says decides what it is. */
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

/** True for a key that takes the pairs of another map over. Go does so for `<<` without quotes only. */
export function isMergeKey(node: YamlNode): boolean {
  return node.kind === "scalar" && node.plain && node.text === "<<";
}
