/** The text of a layout, as an annotation holds it, read leniently: what is wrong in it costs only itself. */
import type { z } from "zod";
import { LAYOUT_VERSION, type LayoutDocument, layoutDocument } from "#lib/form/layout-document";
import { readValue } from "#lib/manifest/yaml/reader";
import { isRecord } from "#lib/schema/pointer";

export interface ReadLayout {
  /** Absent where nothing of it can be used. */
  layout?: LayoutDocument;
  /** What was passed over, a sentence each. */
  warnings: string[];
}

/** Reads YAML or JSON. Never throws: a broken layout leaves the form as its schema makes it. */
export function readLayout(text: string): ReadLayout {
  const read = readValue(text);
  if (read.ok) return readDocument(read.value);
  return { warnings: [`Its layout is not YAML and is passed over: line ${read.line}: ${read.message}`] };
}

function readDocument(document: unknown): ReadLayout {
  if (!isRecord(document)) return { warnings: ["Its layout is passed over: it must be an object."] };
  if (document.version !== LAYOUT_VERSION) {
    const found = document.version === undefined ? "names no version" : `is of version ${document.version}`;
    return { warnings: [`Its layout is passed over: it ${found}. This portal reads version 1.`] };
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

/** What one mistake costs: one word of a field, one group, one whole list. */
function whole(path: Place): Place {
  const [section] = path;
  if (section === "fields") return path.slice(0, 3);
  return section === "groups" && path.length > 2 && path[2] === "open" ? path.slice(0, 3) : path.slice(0, 2);
}

function removeAt(value: unknown, place: Place): unknown {
  const [key, ...rest] = place;
  if (key === undefined) return value;
  // The place of an item must stay as it is for what is removed after it: an empty group says nothing.
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
  return `Its layout: ${place ? `${place}: ` : ""}${issue.message}. That is passed over.`;
}
