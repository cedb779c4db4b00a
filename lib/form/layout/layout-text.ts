/**
 * Parses the text of a layout in an annotation. Parsing is lenient: an error drops only the part that
 * contains it.
 */
import type { z } from "zod";
import { LAYOUT_VERSION, type LayoutDocument, layoutDocument } from "#lib/form/layout-document";
import { readValue } from "#lib/manifest/yaml/reader";
import { isRecord } from "#lib/schema/pointer";

export interface ReadLayout {
  /** Absent where no part of the layout is usable. */
  layout?: LayoutDocument;
  /** The ignored parts, one sentence each. */
  warnings: string[];
}

/** Parses YAML or JSON. Never throws: with a broken layout, the form follows its schema. */
export function readLayout(text: string): ReadLayout {
  const read = readValue(text);
  if (read.ok) return readLayoutDocument(read.value);
  return {
    warnings: [`The layout is ignored because it is not valid YAML: line ${read.line}: ${read.message}`],
  };
}

/** Parses a layout that is not text any more. Never throws. */
export function readLayoutDocument(document: unknown): ReadLayout {
  if (!isRecord(document)) return { warnings: ["The layout is ignored: it must be an object."] };
  if (document.version !== LAYOUT_VERSION) {
    const found = document.version === undefined ? "has no version" : `has version ${document.version}`;
    return { warnings: [`The layout is ignored: it ${found}. This portal reads version 1.`] };
  }
  return readParts(document);
}

function readParts(document: unknown): ReadLayout {
  const whole = layoutDocument.safeParse(document);
  if (whole.success) return { layout: whole.data, warnings: [] };
  const { issues } = whole.error;
  const rest = issues.flatMap(listPlaces).reduce(removeAt, document);
  const part = layoutDocument.safeParse(rest);
  const warnings = issues.map(describeIssue);
  return part.success ? { layout: part.data, warnings } : { warnings };
}

type Issue = z.core.$ZodIssue;
type Place = readonly PropertyKey[];

function listPlaces(issue: Issue): Place[] {
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => [...issue.path, key]);
  return [whole(issue.path)];
}

/** The part that one error drops: one property of a field, one group, or one whole list. */
function whole(path: Place): Place {
  const [section] = path;
  if (section === "fields") return path.slice(0, 3);
  return section === "groups" && path.length > 2 && path[2] === "open" ? path.slice(0, 3) : path.slice(0, 2);
}

function removeAt(value: unknown, place: Place): unknown {
  const [key, ...rest] = place;
  if (key === undefined) return value;
  // Items after a removed one must keep their index, so an empty group takes its place.
  if (Array.isArray(value)) {
    return value.map((item, index) => (index === key ? removeItem(item, rest) : item));
  }
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).flatMap(([name, child]): [string, unknown][] => {
    if (name !== key) return [[name, child]];
    return rest.length === 0 ? [] : [[name, removeAt(child, rest)]];
  });
  return Object.fromEntries(entries);
}

function removeItem(item: unknown, rest: Place): unknown {
  if (rest.length > 0) return removeAt(item, rest);
  return isRecord(item) ? { title: "-", fields: [] } : "-";
}

function describeIssue(issue: Issue): string {
  const [section, name, ...rest] = issue.path.map(String);
  const parts = section === "fields" ? ["fields", name && `"${name}"`, ...rest] : [section, name, ...rest];
  const place = parts.filter((part) => part !== undefined && part !== "").join(" › ");
  return `Layout: ${place ? `${place}: ` : ""}${issue.message}. This part is ignored.`;
}
