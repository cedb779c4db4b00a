"use client";

import { useEffect } from "react";
import type { FormState } from "#components/request-form/state/form-state";
import type { FormStore } from "#components/request-form/state/form-store";
import type { checkRules } from "#lib/form/rules/check-rules";
import { findEvaluated } from "#lib/form/rules/has-rules";
import type { FormSchema } from "#lib/form/types";
import { completeValues } from "#lib/form/values/values";
import { loadRe2 } from "#lib/schema/patterns/re2";

/** Checks the rules and patterns of the API while a person types. Loads their evaluators only where a form has any. */
export function useRuleCheck(store: FormStore, form: FormSchema | undefined) {
  useEffect(() => {
    if (!form) return;
    const evaluated = findEvaluated(form);
    if (!evaluated.rules && !evaluated.patterns) return;
    let stopped = false;
    const load = async () => {
      const rules = evaluated.rules ? import("#lib/form/rules/check-rules") : undefined;
      const [loaded] = await Promise.all([rules, loadRe2()]);
      // A new function has the store check all values again, now with their patterns.
      if (!stopped) store.update({ judge: (state) => (loaded ? judgeState(loaded.checkRules, state) : []) });
    };
    // Without them the form can be filled in; the portal checks them again at the review.
    load().catch(() => {});
    return () => {
      stopped = true;
      store.update({ judge: undefined });
    };
  }, [store, form]);
}

type Judged = Pick<FormState, "form" | "type" | "name" | "values" | "base">;

/** For a change, `oldSelf` in the rules is the value in Git. */
function judgeState(check: typeof checkRules, { base, ...state }: Judged) {
  const before = base && toObject({ ...state, ...base });
  return check(state.form, toObject(state), before).errors;
}

function toObject({ form, type, name, values }: Omit<Judged, "base">) {
  const metadata = name === "" ? {} : { metadata: { name } };
  return { ...type, ...metadata, ...completeValues(form, values) };
}
