/** The entry of a request's file in the kustomization of its folder. */
import { basename, dirname, join } from "node:path/posix";
import { PortalError } from "#lib/errors";
import type { ChangedFile, FileMerge, FileSides } from "#lib/git/types";
import { KUSTOMIZATION_FILES } from "#lib/gitops/scope";
import { editYaml } from "#lib/manifest/edit/yaml-edit";
import { matchLineEnds } from "#lib/manifest/yaml/documents";
import { readValue } from "#lib/manifest/yaml/reader";
import { isEqual } from "#lib/schema/equal";
import { isRecord, type JsonRecord } from "#lib/schema/pointer";

const HEAD = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n";

/** The paths where kustomize looks for the kustomization of a file's folder, the usual one first. */
export function listKustomizationPaths(path: string): string[] {
  return KUSTOMIZATION_FILES.map((name) => join(dirname(path), name));
}

/** True for a file that kustomize reads as a kustomization. */
export function isKustomization(path: string): boolean {
  return KUSTOMIZATION_FILES.some((name) => name === basename(path));
}

/** The difference of two kustomizations that differ in their entries alone. */
export interface EntryChanges {
  added: string[];
  removed: string[];
  /** The namespace that the kustomization gives to its objects. */
  namespace?: string;
}

/** Where an entry goes. */
interface EntryPlace {
  /** Path of the kustomization, for messages. */
  path: string;
  /** Namespace of the object; undefined for a cluster-scoped one. */
  namespace?: string | undefined;
}

/**
 * The text of a kustomization with an entry in `resources`, in order where the entries are in order.
 * @param text undefined: a new kustomization
 * @throws PortalError `conflict` where the portal cannot read the kustomization, or where it moves its objects to another
 * namespace
 */
export function addEntry(text: string | undefined, entry: string, { path, namespace }: EntryPlace): string {
  if (text === undefined) return `${HEAD}resources:\n  - ${formatEntry(entry)}\n`;
  const found = parseKustomization(text, path);
  const given = found.value.namespace;
  if (given !== undefined && given !== namespace)
    throw conflict(`${path} moves its objects to the namespace ${String(given)}.`);
  return insertEntry(text, found, entry);
}

/**
 * The text of a kustomization without an entry.
 * @throws PortalError `conflict` where the portal cannot read the kustomization
 */
export function removeEntry(text: string, entry: string, path: string): string {
  return dropEntry(text, parseKustomization(text, path), entry);
}

function insertEntry(text: string, { value, entries }: Kustomization, entry: string): string {
  if (entries.some((one) => isSameEntry(one, entry))) return text;
  const isSorted = isEqual(entries, entries.toSorted());
  const next = isSorted ? [...entries, entry].toSorted() : [...entries, entry];
  const goal = { ...value, resources: next };
  // The list that the last removal left becomes a block, so that each entry has its line.
  const block = text.replace(/^(resources:)[ \t]*\[\](?=[ \t]*\r?$)/m, `$1\n  - ${formatEntry(entry)}`);
  const own = matchLineEnds(block, text);
  return isEqual(readKustomization(own)?.value, goal) ? own : editYaml(text, goal);
}

function dropEntry(text: string, { value, entries }: Kustomization, entry: string): string {
  const next = entries.filter((one) => !isSameEntry(one, entry));
  return next.length === entries.length ? text : editYaml(text, { ...value, resources: next });
}

/** What changed between two kustomizations; undefined where more than the entries did, or where one cannot be read. */
export function compareEntries({
  before,
  after,
}: Pick<ChangedFile, "before" | "after">): EntryChanges | undefined {
  if (after === undefined) return undefined;
  const [old, next] = [readKustomization(before ?? HEAD), readKustomization(after)];
  if (!old || !next || !isEqual(leaveOutEntries(old.value), leaveOutEntries(next.value))) return undefined;
  const { namespace } = next.value;
  return {
    added: next.entries.filter((entry) => !old.entries.includes(entry)),
    removed: old.entries.filter((entry) => !next.entries.includes(entry)),
    ...(typeof namespace === "string" && { namespace }),
  };
}

/**
 * Merges two kustomizations whose entries changed, as sets. Undefined where more changed; then Git's merge by lines
 * counts.
 */
export function mergeKustomizations({ base, target, head, lines }: FileSides): FileMerge | undefined {
  const change = compareEntries({ ...(base !== undefined && { before: base }), after: head });
  const current = readKustomization(target);
  if (!change || !current) return undefined;
  const added = change.added.reduce((text, entry) => editEntry(text, entry, insertEntry), target);
  const text = change.removed.reduce((rest, entry) => editEntry(rest, entry, dropEntry), added);
  const [merged, byLines] = [text, lines ?? ""].map(readKustomization);
  const isAlike = merged && byLines && isEqual(leaveOutEntries(merged.value), leaveOutEntries(byLines.value));
  const hasSame = isAlike && isEqual(merged.entries.toSorted(), byLines.entries.toSorted());
  return { state: "merged", text: lines !== undefined && hasSame ? lines : text };
}

function leaveOutEntries({ resources: _, ...rest }: JsonRecord): JsonRecord {
  return rest;
}

interface Kustomization {
  value: JsonRecord;
  entries: string[];
}

function readKustomization(text: string): Kustomization | undefined {
  const read = readValue(text);
  if (!read.ok || !isRecord(read.value)) return undefined;
  const { resources = [] } = read.value;
  const entries = resources === null ? [] : resources;
  const isList = Array.isArray(entries) && entries.every((entry) => typeof entry === "string");
  return isList ? { value: read.value, entries } : undefined;
}

function editEntry(text: string, entry: string, edit: typeof insertEntry): string {
  const found = readKustomization(text);
  return found ? edit(text, found, entry) : text;
}

function parseKustomization(text: string, path: string): Kustomization {
  const found = readKustomization(text);
  if (!found) throw conflict(`${path} cannot be read, so the portal cannot change its entries.`);
  return found;
}

function conflict(detail: string): PortalError {
  const suggestion = "Correct the kustomization in the repository, or ask the platform team.";
  const errors = [{ path: "", message: detail, source: "git" as const }];
  return new PortalError("conflict", { detail, suggestion, errors });
}

function isSameEntry(one: string, other: string): boolean {
  return one.replace(/^\.\//, "") === other.replace(/^\.\//, "");
}

function formatEntry(entry: string): string {
  return /^[A-Za-z][\w.-]*\.ya?ml$/.test(entry) ? entry : JSON.stringify(entry);
}
