"use client";

import { useCallback, useMemo } from "react";
import { formMessages } from "#components/request-form/messages";
import { useFieldErrors, useFormState } from "#components/request-form/state/form-context";
import { type FormState, MANIFEST, type RawText } from "#components/request-form/state/form-state";
import type { Problem } from "#components/request-form/yaml/yaml-problems";
import type { FieldError } from "#lib/errors";
import { createLocator } from "#lib/form/manifest/manifest-position";
import { findUnknownFields } from "#lib/form/values/unknown-fields";

const UNKNOWN = formMessages.manifest.unknownField;

/** The problems of the text: the errors of the fields, at their lines; or the one syntax error. */
export function useManifestProblems(text: string, raw: RawText | undefined): readonly Problem[] {
  const errors = useFieldErrors("", "within");
  const values = useFormState(useCallback((state: FormState) => state.document.values, []));
  const form = useFormState(useCallback((state: FormState) => state.form, []));
  return useMemo(() => {
    if (raw) return [locateRaw(raw)];
    return locate(text, errors, findUnknownFields(form, values));
  }, [text, raw, errors, form, values]);
}

function locateRaw({ text, message, at }: RawText): Problem {
  const [from, to] = at ?? [0, text.indexOf("\n")];
  return { from, to: Math.max(from, to), message, severity: "error" };
}

function locate(text: string, errors: readonly FieldError[], unknown: readonly string[]): Problem[] {
  const shown = errors.filter(({ path }) => path !== MANIFEST);
  if (shown.length + unknown.length === 0) return [];
  const find = createLocator(text);
  return [
    ...shown.map(
      ({ path, message }): Problem => ({ ...find(path.replace(/\/\*$/, "")), message, severity: "error" }),
    ),
    ...unknown.map((path): Problem => ({ ...find(path, "key"), message: UNKNOWN, severity: "warning" })),
  ];
}
