import { expect, it } from "vitest";
import { createParser, type GitObject } from "#lib/git/process/object-reader";

const ID = "a".repeat(40);
const OTHER = "b".repeat(64);

const NAMES = ["main:a", "refs/heads/gone", "main:two\nlines", "main^{tree}"];
/** The output of `git cat-file --batch` for them. */
const OUTPUT = Buffer.from(
  `${ID} blob 6\none\ntw\nrefs/heads/gone missing\nmain:two\nlines missing\n${OTHER} tree 0\n\n`,
);
const OBJECTS = [
  { id: ID, type: "blob", content: "one\ntw" },
  undefined,
  undefined,
  { id: OTHER, type: "tree", content: "" },
];

function parseInPieces(size: number) {
  const found: (GitObject | undefined)[] = [];
  const parse = createParser(
    () => NAMES[found.length] ?? "",
    (object) => found.push(object),
  );
  for (let start = 0; start < OUTPUT.length; start += size) parse(OUTPUT.subarray(start, start + size));
  return found.map((object) => object && { ...object, content: object.content.toString() });
}

it.each([1, 2, 3, 7, 48, 50, 1_000])("createParser finds the same objects in pieces of %d bytes", (size) => {
  expect(parseInPieces(size)).toEqual(OBJECTS);
});
