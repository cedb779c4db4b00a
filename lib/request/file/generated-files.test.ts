import { describe, expect, it } from "vitest";
import { type GeneratedFile, generateFile } from "#lib/manifest/testing/yaml-files";
import { hasContent, splitDocuments } from "#lib/manifest/yaml/documents";
import { openDocument } from "#lib/request/file/document";
import { type Manifest, parseManifest, updateManifest } from "#lib/request/file/manifest";
import { isEqual } from "#lib/schema/equal";
import { isRecord } from "#lib/schema/pointer";

const FILES = 1_000;
const PER_CASE = 100;

function setField(object: unknown, [key = "", ...rest]: readonly string[], value: unknown): unknown {
  if (!isRecord(object)) return object;
  return { ...object, [key]: rest.length === 0 ? value : setField(object[key], rest, value) };
}

function readAll(text: string): Manifest[] {
  return splitDocuments(text)
    .filter(hasContent)
    .map(({ body }) => parseManifest(body).manifest);
}

/** The file with the new value, and the objects that it must then have. */
function change({ text, name, path, value }: GeneratedFile): { edited: string; expected: Manifest[] } {
  const object = { group: "demo.example", kind: "Sample", name, namespace: "team-a" };
  const document = openDocument(text, object);
  const { manifest } = parseManifest(document.text ?? "");
  const next = { ...manifest, spec: setField(manifest.spec, path.slice(1), value) };
  const edited = document.replace(document.finish(updateManifest(document.text ?? "", next))) ?? "";
  return { edited, expected: readAll(text).map((one) => (one.metadata.name === name ? next : one)) };
}

/** True where all lines before and after those of the field are the same. */
function keepsLines(text: string, edited: string, { from, to }: GeneratedFile["lines"]): boolean {
  const old = text.split(/(?<=\n)/);
  const [before, behind] = [old.slice(0, from).join(""), old.slice(to).join("")];
  const isLongEnough = edited.length >= before.length + behind.length;
  return isLongEnough && edited.startsWith(before) && edited.endsWith(behind);
}

describe("a change of one field of a generated file", () => {
  it.each(Array.from({ length: FILES / PER_CASE }, (_, index) => index * PER_CASE))(
    "changes only the lines of the field, from file %i on",
    (first) => {
      const faults: { seed: number; file: GeneratedFile; edited: string }[] = [];
      for (let seed = first; seed < first + PER_CASE; seed += 1) {
        const file = generateFile(seed);
        const { edited, expected } = change(file);
        const isRight = keepsLines(file.text, edited, file.lines) && isEqual(readAll(edited), expected);
        if (!isRight) faults.push({ seed, file, edited });
      }
      expect(faults).toEqual([]);
    },
    20_000,
  );

  it("covers the styles of people", () => {
    const texts = Array.from({ length: FILES }, (_, seed) => generateFile(seed).text);
    for (const style of [
      /\r\n/,
      /^\ufeff/,
      /&anchor/,
      /\*anchor/,
      /: >-?\n/,
      /: \|-?\n/,
      /\{a: 1/,
      /^\.\.\./m,
      /^# between/m,
    ]) {
      expect(texts.filter((text) => style.test(text)).length, String(style)).toBeGreaterThan(50);
    }
    expect(texts.filter((text) => !text.endsWith("\n")).length).toBeGreaterThan(50);
    expect(texts.filter((text) => splitDocuments(text).length > 1).length).toBeGreaterThan(500);
  });
});
