"use client";

import type { FieldProps } from "@rjsf/utils";
import { lazy, Suspense, useContext, useState } from "react";
import { BareContext, restKey } from "#components/request-form/frame/field-template";
import { formMessages } from "#components/request-form/messages";
import { useFieldErrors, useFormState, useRequestForm } from "#components/request-form/state/form-context";
import { Skeleton } from "#components/ui/state/skeleton";
import { readYaml } from "#lib/form/manifest/manifest-text";
import { fieldOf } from "#lib/form/tree/rjsf";
import { writeYaml } from "#lib/manifest/edit/yaml-options";
import { formatPointer, isRecord } from "#lib/schema/pointer";

const YamlEditor = lazy(() => import("#components/request-form/yaml/yaml-editor"));

/** The YAML editor of a field without a widget. Keeps text that does not parse, with its error. */
export function YamlField({ fieldPathId, formData, onChange, uiSchema }: FieldProps) {
  const { title, rules } = fieldOf(uiSchema);
  return (
    <YamlControl
      id={fieldPathId.$id}
      rawKey={formatPointer(fieldPathId.path)}
      label={formMessages.yaml.label(title)}
      value={formData}
      check={(value) => checkType(rules.type, value)}
      onChange={(value) => onChange(value, fieldPathId.path)}
    />
  );
}

/** The keys of an object that have no field, where the API keeps them. */
export function RestField({ fieldPathId, formData, onChange, uiSchema }: FieldProps) {
  const own = new Set([
    ...(fieldOf(uiSchema).fields?.keys() ?? []),
    ...(fieldPathId.path.length === 0 ? ["apiVersion", "kind", "metadata", "status"] : []),
  ]);
  const entries = isRecord(formData) ? Object.entries(formData) : [];
  const rest = entries.filter(([key]) => !own.has(key));
  const known = entries.filter(([key]) => own.has(key));
  const pointer = formatPointer(fieldPathId.path);
  return (
    <YamlControl
      id={`${fieldPathId.$id}/*`}
      rawKey={restKey(pointer)}
      label={formMessages.yaml.rest}
      value={rest.length > 0 ? Object.fromEntries(rest) : undefined}
      check={(value) => checkRest(value, own)}
      onChange={(value) => {
        const next = Object.fromEntries([...known, ...(isRecord(value) ? Object.entries(value) : [])]);
        onChange(Object.keys(next).length > 0 ? next : undefined, fieldPathId.path);
      }}
    />
  );
}

function checkType(type: unknown, value: unknown): string | undefined {
  if (type === "object" && !isRecord(value)) return formMessages.yaml.notObject;
  if (type === "array" && !Array.isArray(value)) return formMessages.yaml.notList;
  return undefined;
}

function checkRest(value: unknown, own: ReadonlySet<string>): string | undefined {
  if (!isRecord(value)) return checkType("object", value);
  const existing = Object.keys(value).find((key) => own.has(key));
  return existing === undefined ? undefined : formMessages.yaml.hasField(existing);
}

interface YamlControlProps {
  id: string;
  /** Where text that does not parse is kept. */
  rawKey: string;
  label: string;
  value: unknown;
  check: (value: unknown) => string | undefined;
  onChange: (value: unknown) => void;
}

function YamlControl({ id, rawKey, label, value, check, onChange }: YamlControlProps) {
  const { store } = useRequestForm();
  const bare = useContext(BareContext);
  const raw = useFormState((state) => state.raw.get(rawKey));
  const errors = useFieldErrors(rawKey, "within");
  const [typed, setTyped] = useState("");
  const edit = (text: string) => {
    setTyped(text);
    const parsed = readYaml(text);
    const cleared = text.trim() === "";
    const message = cleared ? undefined : parsed.ok ? check(parsed.value) : parsed.message;
    store.setRaw(rawKey, message === undefined ? undefined : { text, message });
    if (cleared) onChange(undefined);
    else if (parsed.ok && message === undefined) onChange(parsed.value);
  };
  return (
    <div>
      <Suspense fallback={<Skeleton className="h-24 rounded-md" />}>
        <YamlEditor
          id={id}
          label={bare ?? label}
          value={raw?.text ?? (meansSame(typed, value) ? typed : toText(value))}
          invalid={raw !== undefined || errors.length > 0}
          describedBy={`${id}-hint`}
          onChange={edit}
        />
      </Suspense>
    </div>
  );
}

function meansSame(text: string, value: unknown): boolean {
  if (text.trim() === "") return value === undefined;
  const parsed = readYaml(text);
  return parsed.ok && value !== undefined && writeYaml(parsed.value) === writeYaml(value);
}

function toText(value: unknown): string {
  return value === undefined ? "" : writeYaml(value);
}
