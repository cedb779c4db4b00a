"use client";

import { type RefObject, useCallback, useDeferredValue } from "react";
import { Undrawn } from "#components/request-form/frame/fold";
import { FoldAll, selectUnfolded } from "#components/request-form/layout/fold-all";
import { Essentials, Groups } from "#components/request-form/layout/form-groups";
import { FormRail } from "#components/request-form/layout/form-rail";
import { PlaceFields } from "#components/request-form/layout/place-fields";
import { formMessages } from "#components/request-form/messages";
import { StraySecrets } from "#components/request-form/notices/secret-answer";
import { findPlace, focusField } from "#components/request-form/state/focus-field";
import { useFieldErrors, useFormState, useRequestForm } from "#components/request-form/state/form-context";
import type { FormState } from "#components/request-form/state/form-state";
import { ManifestPane } from "#components/request-form/yaml/manifest-pane";
import { cn } from "#components/ui/cn";
import { Segmented } from "#components/ui/segmented";
import type { CatalogEntryDetail } from "#lib/catalog/types";
import type { FormLayout, LayoutGroup } from "#lib/form/layout/layout";
import { findField } from "#lib/form/tree/lookup";

/** More fields than this need an outline and a search. */
export const MOST_WITHOUT_RAIL = 25;

const HEADER_REM = 2.75;

export type FormView = "form" | "yaml";

const VIEWS = [
  { value: "form", label: formMessages.step.form },
  { value: "yaml", label: formMessages.step.yaml },
];

interface FormStepProps {
  entry: CatalogEntryDetail;
  layout: FormLayout;
  view: FormView;
  onView: (view: FormView) => void;
  search: RefObject<HTMLInputElement | null>;
}

/** The fields, with the manifest beside them; below 1280 px one of the two. */
export function FormStep({ entry, layout, view, onView, search }: FormStepProps) {
  const { store } = useRequestForm();
  const hasRail = layout.size > MOST_WITHOUT_RAIL;
  const unfolded = useFormState(selectUnfolded);
  // The essentials are usable before the folded groups are drawn, and all fields before the outline and the YAML.
  const isWhole = useDeferredValue(true, unfolded);
  const isFramed = useDeferredValue(true, false);
  const go = useCallback((pointer: string) => focusField(store, layout, pointer), [store, layout]);
  const goToGroup = (group: LayoutGroup | undefined) => {
    if (group) store.toggle([group.key], true);
    requestAnimationFrame(() => {
      const place = group ? findPlace("fold", group.key) : document.querySelector("[data-essentials]");
      place?.scrollIntoView({ block: "start" });
    });
  };
  return (
    <>
      <Segmented
        aria-label={formMessages.step.view}
        value={view}
        options={VIEWS}
        onChange={(next) => onView(next === "yaml" ? "yaml" : "form")}
        className="mb-6 xl:hidden"
      />
      <div
        className={cn(
          "grid gap-x-10 gap-y-6",
          hasRail
            ? "md:grid-cols-[12rem_minmax(0,1fr)] xl:grid-cols-[12rem_minmax(22rem,40rem)_minmax(18rem,1fr)]"
            : "xl:grid-cols-[minmax(24rem,40rem)_minmax(20rem,1fr)]",
        )}
      >
        {hasRail && (
          <div
            className={cn(
              "md:sticky md:top-[calc(var(--header)+1.5rem)] md:self-start",
              view === "yaml" && "max-xl:hidden",
            )}
          >
            {isFramed && <FormRail layout={layout} search={search} onGo={go} onGroup={goToGroup} />}
          </div>
        )}
        <div
          spellCheck={false}
          className={cn(
            "min-w-0 max-w-160 [&_:is(input,button,textarea,section,[data-field])]:scroll-my-28",
            view === "yaml" && "max-xl:hidden",
          )}
        >
          <div data-essentials className="scroll-mt-28 space-y-4 pb-6">
            <PlaceFields entry={entry} />
            <Essentials fields={layout.essentials} />
            <RootErrors />
            <StraySecrets />
          </div>
          {isWhole && layout.groups.length > 1 && <FoldAll />}
          {isWhole ? (
            <Groups groups={layout.groups} />
          ) : (
            <Undrawn height={`${layout.groups.length * HEADER_REM}rem`} />
          )}
        </div>
        <div
          className={cn(
            "flex min-w-0 xl:sticky xl:top-[calc(var(--header)+1rem)] xl:h-[calc(100dvh-var(--header)-6rem)] xl:self-start",
            view === "form" && "max-xl:hidden",
            hasRail && "md:max-xl:col-span-2",
            "max-xl:h-[calc(100dvh-var(--header)-14rem)]",
          )}
        >
          {isFramed && <ManifestPane entry={entry} />}
        </div>
      </div>
    </>
  );
}

const selectForm = (state: FormState) => state.form;

/** Errors of the whole object or of `spec` itself, from rules over several fields. */
function RootErrors() {
  const errors = [...useFieldErrors("", "at"), ...useFieldErrors("/spec", "at")];
  const form = useFormState(selectForm);
  // A choice between the fields of `spec` shows its own errors.
  const own = findField(form, "/spec")?.field.options.alternatives ? "/spec" : undefined;
  return errors
    .filter(({ path }) => path !== own)
    .map((error) => (
      <p key={error.message} role="alert" data-field={error.path || "/"} className="text-fail text-sm">
        {error.message}
      </p>
    ));
}
