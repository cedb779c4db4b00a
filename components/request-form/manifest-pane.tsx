"use client";

import { lazy, Suspense, useCallback, useState } from "react";
import { useFormState, useRequestForm } from "#components/request-form/form-context";
import type { FormState } from "#components/request-form/form-store";
import { CopyButton } from "#components/ui/copy-button";
import { Skeleton } from "#components/ui/skeleton";
import {
  type ManifestParts,
  type ManifestType,
  readManifest,
  writeManifest,
} from "#lib/schema/manifest-text";
import { completeValues } from "#lib/schema/values";

const YamlEditor = lazy(() => import("#components/request-form/yaml-editor"));

/** Where text of the manifest that does not parse is kept. */
export const MANIFEST = "#manifest";

/** The manifest beside the form: two views of one document. What parses is the form's at once; what does not, waits. */
export function ManifestPane({ type }: { type: ManifestType }) {
  const { store } = useRequestForm();
  const name = useFormState(useCallback((state: FormState) => state.name, []));
  const namespace = useFormState(useCallback((state: FormState) => state.namespace, []));
  const values = useFormState(useCallback((state: FormState) => state.values, []));
  const form = useFormState(useCallback((state: FormState) => state.form, []));
  const raw = useFormState(useCallback((state: FormState) => state.raw.get(MANIFEST), []));
  const [typed, setTyped] = useState("");
  const write = (parts: ManifestParts) =>
    writeManifest(type, { ...parts, values: completeValues(form, parts.values) });
  const written = write({ name, namespace, values });
  // As long as the typed text means what the form holds, it stays as it was typed.
  const parsedTyped = readManifest(type, typed);
  const saysTheSame = parsedTyped.ok && write(parsedTyped.value) === written;
  const edit = (text: string) => {
    setTyped(text);
    const parsed = readManifest(type, text);
    if (!parsed.ok) return store.setRaw(MANIFEST, { text, message: parsed.message });
    store.setRaw(MANIFEST, undefined);
    store.update({ ...parsed.value });
  };
  return (
    <section aria-label="YAML" className="flex min-h-0 min-w-0 grow flex-col">
      <div className="flex h-10 items-center justify-between ps-1">
        <h2 className="font-medium text-sm">YAML</h2>
        <CopyButton text={written} label="Copy the YAML" />
      </div>
      <Suspense fallback={<Skeleton className="h-64 rounded-md" />}>
        <YamlEditor
          id="manifest"
          label="YAML of the manifest"
          value={raw?.text ?? (saysTheSame ? typed : written)}
          invalid={raw !== undefined}
          describedBy="manifest-hint"
          tall
          className="min-h-64 grow border-border"
          onChange={edit}
        />
      </Suspense>
      <p
        id="manifest-hint"
        role="status"
        className={raw ? "mt-2 min-h-8 text-fail text-xs" : "mt-2 min-h-8 text-muted-foreground text-xs"}
      >
        {raw
          ? `${raw.message} The form keeps the last text that was right.`
          : "Edit here or in the form. Comments are not kept."}
      </p>
    </section>
  );
}
