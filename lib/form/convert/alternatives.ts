/**
 * Rules that say only which fields must be set, shown as a choice ("one of these"). Validation checks them as
 * well.
 */
import { humaniseName } from "#lib/form/fields/title";
import type { Alternatives } from "#lib/form/tree/field";
import { isRecord, type JsonRecord, ownValue } from "#lib/schema/pointer";

/**
 * The choices that a node offers between its own fields: a `oneOf` or `anyOf` whose branches hold only
 * `required`. The required fields must be declared in the same node, or one level deeper through
 * `properties`.
 */
export function findAlternatives(node: JsonRecord): Alternatives[] {
  return (["oneOf", "anyOf"] as const).flatMap((keyword) => {
    const branches: unknown[] = Array.isArray(node[keyword]) ? node[keyword] : [];
    const choices = branches
      .map((branch) => readChoice(node, branch))
      .filter((choice) => choice !== undefined);
    const complete = choices.length > 1 && choices.length === branches.length;
    return complete ? [{ keyword, choices }] : [];
  });
}

function readChoice(node: JsonRecord, branch: unknown) {
  const paths = readRequired(node, branch, 1);
  if (!paths || paths.length === 0) return undefined;
  const label = paths.map((path) => labelPath(node, path)).join(" and ");
  return { label, fields: paths.map((path) => path.join("/")) };
}

/** The paths that a branch requires; undefined where the branch has any other keyword. */
function readRequired(node: unknown, branch: unknown, levels: number): string[][] | undefined {
  if (!isRecord(branch)) return undefined;
  const { required = [], properties = {}, ...others } = branch;
  if (Object.keys(others).length > 0 || !Array.isArray(required) || !isRecord(properties)) return undefined;
  const declared = required.every((name) => isRecord(ownValue(ownValue(node, "properties"), String(name))));
  const inner = Object.entries(properties).map(([name, member]) =>
    levels === 0
      ? undefined
      : readRequired(ownValue(ownValue(node, "properties"), name), member, levels - 1)?.map((path) => [
          name,
          ...path,
        ]),
  );
  if (!declared || inner.some((paths) => paths === undefined)) return undefined;
  const deeper = inner.flatMap((paths) => paths ?? []);
  const heads = new Set(deeper.map(([name]) => name));
  const own = required.map(String).filter((name) => !heads.has(name));
  return [...own.map((name) => [name]), ...deeper];
}

function labelPath(node: JsonRecord, path: readonly string[]): string {
  let current: unknown = node;
  const words = path.map((name) => {
    current = ownValue(ownValue(current, "properties"), name);
    const title = ownValue(current, "title");
    return typeof title === "string" && title !== "" ? title : humaniseName(name);
  });
  return words.join(" › ");
}
