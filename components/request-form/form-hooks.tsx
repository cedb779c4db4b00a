"use client";

import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useEffect, useMemo, useRef, useState } from "react";
import { formatClock } from "#components/request-form/draft/draft";
import type { FormStore } from "#components/request-form/state/form-store";
import type { ManifestType } from "#lib/form/manifest/manifest-text";
import type { FormSchema } from "#lib/form/types";
import { loadRe2 } from "#lib/schema/patterns/re2";

/**
 * Updates the store with the current form. Returns the time of the last change, undefined before one.
 *
 * @param entry id of the offer's entry
 */
export function useFollowedForm(
  store: FormStore,
  form: FormSchema,
  type: ManifestType,
  entry: string,
): string | undefined {
  const [changedAt, setChangedAt] = useState<string>();
  const followed = useRef(entry);
  useEffect(() => {
    const before = store.get();
    if (before.form === form) return;
    store.update({ form, type });
    // The person chose another version or cluster: not a change by the owner.
    if (followed.current === entry && before.type.apiVersion === type.apiVersion)
      setChangedAt(formatClock(new Date()));
    followed.current = entry;
  }, [store, form, type, entry]);
  return changedAt;
}

/** Where the person is, in the address. */
export function useSteps() {
  const [step, setStep] = useQueryState(
    "step",
    parseAsStringLiteral(["review"]).withOptions({ history: "push", scroll: true }),
  );
  const [view, setView] = useQueryState(
    "view",
    parseAsStringLiteral(["yaml"]).withOptions({ history: "replace" }),
  );
  return useMemo(
    () => ({
      isReview: step === "review",
      view: view ?? ("form" as const),
      review: () => void setStep("review"),
      show: (next: "form" | "yaml") => {
        void setStep(null);
        void setView(next === "yaml" ? "yaml" : null);
      },
    }),
    [step, view, setStep, setView],
  );
}

/** Brings the errors up to date with the patterns, where the browser can load their engine. */
export async function checkPatterns(store: FormStore): Promise<void> {
  await loadRe2().catch(() => undefined);
  store.update({ refused: [] });
}

/** A review that was opened by its address: it is checked when the draft is right, and filled in first when not. */
export function useCheckOnArrival(
  isReview: boolean,
  store: FormStore,
  show: (view: "form") => void,
  check: () => void,
) {
  const arrived = useRef(false);
  useEffect(() => {
    if (arrived.current) return;
    arrived.current = true;
    if (!isReview) return;
    void checkPatterns(store).then(() => {
      if (store.get().errors.length > 0) show("form");
      else check();
    });
  }, [isReview, store, show, check]);
}

/** The repository that the person chose for a new object, in the address: `?repository=team-a`. */
export function useChosenRepository() {
  return useQueryState("repository", { history: "replace" });
}

/** The step that was left took the focus with it: the heading of the next one has it, and is read out. */
export function useFocusOnStep(isReview: boolean) {
  const before = useRef(isReview);
  useEffect(() => {
    if (before.current === isReview) return;
    before.current = isReview;
    if (document.activeElement === document.body)
      document.querySelector<HTMLElement>("main h1")?.focus({ preventScroll: true });
  }, [isReview]);
}

/** `/` goes to the search over the fields, where there is one. */
export function useSearchKey(search: { current: HTMLInputElement | null }) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const typing =
        event.target instanceof HTMLElement &&
        event.target.closest("input, textarea, select, [contenteditable=true]");
      if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || !search.current) return;
      event.preventDefault();
      search.current.focus();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [search]);
}
