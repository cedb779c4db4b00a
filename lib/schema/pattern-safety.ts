/** Whether JavaScript's backtracking can be trusted with a pattern that RE2 runs in linear time. */
import { type CharSet, isDisjoint, type PatternNode } from "#lib/schema/pattern-set";

/**
 * True when JavaScript might try exponentially many ways: a loop around something that itself varies, unless one
 * can always tell where a round starts, as in `(\.[a-z]+)*`, or where it ends, as in `([0-9]{1,3}\.){3}`.
 */
export function mayExplode(nodes: PatternNode[]): boolean {
  return nodes.some((node) => {
    if (node.type === "group") return node.branches.some(mayExplode);
    if (node.type !== "repeat") return false;
    if (node.node.type === "group" && isLoop(node) && !isUnambiguous(node.node.branches)) return true;
    return mayExplode([node.node]);
  });
}

// A counted repetition is a loop as well: (a+){30} is as bad as (a+)*.
function isLoop(node: { text: string; unbounded: boolean }): boolean {
  return node.unbounded || !["?", "{0,1}", "{1}"].includes(node.text);
}

function isUnambiguous(branches: PatternNode[][]): boolean {
  const first = branches[0];
  if (branches.length === 1 && first && (first.every(isFixed) || hasOwnEnd(first))) return true;
  return branches.every((branch, index) => {
    const head = branch[0];
    if (head?.type !== "set") return false;
    const others = [...branch.slice(1), ...branches.filter((_, other) => other !== index).flat()];
    return setsOf(others).every((set) => isDisjoint(head, set));
  });
}

/** The last part shares no character with what comes before it, and it or that is always there. */
function hasOwnEnd(branch: PatternNode[]): boolean {
  const [end, start] = [branch.at(-1), branch[0]];
  if (!end || !start || end === start || end.type === "repeat" || end.type === "anchor") return false;
  if (end.type === "group" && !end.branches.every((inner) => inner[0]?.type === "set")) return false;
  const told = end.type === "set" || start.type === "set" || (start.type === "repeat" && !start.optional);
  const before = setsOf(branch.slice(0, -1));
  return told && setsOf([end]).every((set) => before.every((other) => isDisjoint(set, other)));
}

function isFixed(node: PatternNode): boolean {
  if (node.type === "repeat") return /^\{\d+\}$/.test(node.text) && isFixed(node.node);
  if (node.type === "group") return node.branches.length === 1 && (node.branches[0] ?? []).every(isFixed);
  return true;
}

function setsOf(nodes: PatternNode[]): CharSet[] {
  return nodes.flatMap((node) => {
    if (node.type === "set") return [node];
    if (node.type === "group") return node.branches.flatMap(setsOf);
    return node.type === "repeat" ? setsOf([node.node]) : [];
  });
}
