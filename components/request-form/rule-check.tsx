"use client";

import { useEffect } from "react";
import type { FormState, FormStore } from "#components/request-form/form-store";
import { hasRules } from "#lib/schema/cel/has-rules";
import type { FormSchema } from "#lib/schema/types";
import { completeValues } from "#lib/schema/values";

/** Has the rules of the API checked while typing. Their evaluator is loaded only where there are any. */
export function useRuleCheck(store: FormStore, form: FormSchema | undefined) {
  useEffect(() => {
    if (!form || !hasRules(form)) return;
    let stopped = false;
    const load = async () => {
      const { checkRules } = await import("#lib/schema/cel/check-rules");
      if (!stopped) store.update({ judge: (state) => checkRules(state.form, toObject(state)).errors });
    };
    // Without them the form can be filled in; the portal checks them again at the review.
    load().catch(() => {});
    return () => {
      stopped = true;
      store.update({ judge: undefined });
    };
  }, [store, form]);
}

function toObject({ form, type, name, values }: Omit<FormState, "errors">) {
  const metadata = name === "" ? {} : { metadata: { name } };
  return { ...type, ...metadata, ...completeValues(form, values) };
}
