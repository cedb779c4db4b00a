import {
  type DocumentText,
  finishDocument,
  startDocument,
} from "#components/request-form/state/form-document";
import { mergeChanges } from "#lib/form/manifest/manifest-document";
import {
  KEPT_METADATA,
  type ManifestParts,
  type ManifestType,
  readYaml,
} from "#lib/form/manifest/manifest-text";
import type { FormSchema, FormValues } from "#lib/form/types";
import { editYaml } from "#lib/manifest/edit/yaml-edit";
import { isRecord, type JsonRecord } from "#lib/schema/pointer";

/** The file of a resource in Git, as it was read. */
export interface FileText {
  blob: string;
  content: string;
}

/** The file that a change starts from, and that its fields are compared with. */
export interface ChangeBase extends FileText {
  /** Of the resource: a change gives it no other. */
  name: string;
  namespace: string;
  values: FormValues;
  /**
   * The `metadata` keys that the file may hold, with keys that a new object could not have. Without `namespace` where the
   * file leaves the namespace to the agent that applies it (a kustomization, Flux, Argo CD).
   */
  metadata: readonly string[];
}

/** The base that a file is. Text that is no manifest holds no values. */
export function readBase(
  { blob, content }: FileText,
  { name, namespace }: Pick<ChangeBase, "name" | "namespace">,
): ChangeBase {
  const { apiVersion: _version, kind: _kind, metadata, status: _status, ...values } = readObject(content);
  const own = isRecord(metadata) ? Object.keys(metadata) : KEPT_METADATA;
  const usual = KEPT_METADATA.filter((key) => key !== "namespace");
  return { blob, content, name, namespace, values, metadata: [...new Set([...usual, ...own])] };
}

/** The object of a manifest; without a field where the text is none. */
export function readObject(text: string): JsonRecord {
  const parsed = readYaml(text);
  return parsed.ok && isRecord(parsed.value) ? parsed.value : {};
}

interface Changed extends ManifestParts {
  base: ChangeBase;
  document: DocumentText;
  form: FormSchema;
  type: ManifestType;
}

/**
 * Moves a change that started from `base` to the current file. The changes of other people are kept; where both changed
 * the same field, the person's value stays, beside the original value.
 */
export function moveToBase(
  { base, document, name, namespace, values: entered, form, type }: Changed,
  next: ChangeBase,
): { base: ChangeBase; values: FormValues; document: DocumentText } {
  const written = finishDocument({ ...document, name, namespace, values: entered, form, type }, base);
  const [began, ours, theirs] = [base.content, written, next.content].map(readObject);
  const merged = mergeChanges(began, theirs, ours);
  const content = isRecord(merged) ? editYaml(next.content, merged) : next.content;
  const { values } = readBase({ ...next, content }, next);
  const source = { name, namespace, values, form, type, base: next };
  return { base: next, values, document: startDocument(source, content) };
}
