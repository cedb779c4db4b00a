/** Compares two renderings of the chart, for tests. */
import { parseDocument } from "yaml";

/** The hash of the configuration changes with each of its keys. */
const CHECKSUM = /^checksum\/configuration:/;

/**
 * Returns the differences as lines: `+ Kind name` and `- Kind name` for objects in one rendering only, and `+ line` and
 * `- line` for lines of the same object, without their indentation.
 */
export function compareRenderings(before: string, after: string): string[] {
  const [old, changed] = [readObjects(before), readObjects(after)];
  const names = [...new Set([...old.keys(), ...changed.keys()])];
  return names.flatMap((name) => {
    const [one, other] = [old.get(name), changed.get(name)];
    if (!one) return [`+ ${name}`];
    if (!other) return [`- ${name}`];
    return compareLines(one, other);
  });
}

function compareLines(one: readonly string[], other: readonly string[]): string[] {
  return [
    ...listMissing(one, other).map((line) => `- ${line}`),
    ...listMissing(other, one).map((line) => `+ ${line}`),
  ];
}

/** The lines of `all` that `others` has less often. */
function listMissing(all: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return all.filter((line) => {
    const index = left.indexOf(line);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}

/** The lines of each object, by its kind and name. */
function readObjects(rendered: string): Map<string, string[]> {
  const texts = rendered.split(/^---\n/m).filter((text) => text.trim() !== "");
  return new Map(
    texts.map((text) => {
      const document = parseDocument(text);
      const name = `${document.get("kind")} ${document.getIn(["metadata", "name"])}`;
      return [
        name,
        text
          .split("\n")
          .map((line) => line.trim())
          .filter(isContent),
      ] as const;
    }),
  );
}

function isContent(line: string): boolean {
  return line !== "" && !line.startsWith("#") && !CHECKSUM.test(line);
}
