"use client";

import Link from "next/link";
import { useCallback, useMemo, useRef, useState } from "react";
import { offerHref } from "#components/catalog/offer-card";
import { draftStoreKey, formatClock, readDraft, useDraft } from "#components/request-form/draft";
import { focusField, isFormInView, orderErrors } from "#components/request-form/focus-field";
import { useUnfolded } from "#components/request-form/fold-all";
import { RequestFormProvider } from "#components/request-form/form-context";
import { FormFooter } from "#components/request-form/form-footer";
import {
  useCheckOnArrival,
  useFocusOnStep,
  useFollowedForm,
  useSearchKey,
  useSteps,
} from "#components/request-form/form-hooks";
import { FormNotices } from "#components/request-form/form-notices";
import { FormStep } from "#components/request-form/form-step";
import { createFormStore, MANIFEST } from "#components/request-form/form-store";
import { createRegistry } from "#components/request-form/registry";
import { ReviewStep } from "#components/request-form/review-step";
import { StartFrom } from "#components/request-form/start-from";
import { useRequest } from "#components/request-form/submit";
import { Button } from "#components/ui/button";
import { MenuItem } from "#components/ui/dropdown-menu";
import { PageBody } from "#components/ui/page-body";
import { PageHeader } from "#components/ui/page-header";
import type { CatalogEntryDetail } from "#lib/catalog/types";
import type { FieldError } from "#lib/errors";
import { labelPointer } from "#lib/schema/find";
import { layoutForm } from "#lib/schema/layout";
import type { FormSchema } from "#lib/schema/types";

export interface RequestFormProps {
  entry: CatalogEntryDetail;
  form: FormSchema;
  /** The person's user name. */
  person: string;
  gone: boolean;
  /** Draws everything anew, from nothing. */
  onRestart: () => void;
}

/** One request from the first field to the pull request. */
export function RequestForm({ entry, form, person, gone, onRestart }: RequestFormProps) {
  const storeKey = draftStoreKey(person, entry.id);
  const [draft] = useState(() => readDraft(storeKey));
  const type = useMemo(
    () => ({ apiVersion: `${entry.group}/${entry.version}`, kind: entry.kind }),
    [entry.group, entry.version, entry.kind],
  );
  const layout = useMemo(() => layoutForm(form), [form]);
  const [unfolded] = useUnfolded();
  const [store] = useState(() =>
    createFormStore({
      ...(draft ?? { name: "", namespace: "", values: {} }),
      form,
      type,
      namespaced: entry.scope === "Namespaced",
      unfolded: unfolded === "all",
      open: new Set(unfolded ? [] : layout.groups.filter(({ open }) => open).map(({ key }) => key)),
    }),
  );
  const { savedAt, failed, takeKey, discard: forget } = useDraft(store, storeKey);
  const changedAt = useFollowedForm(store, form, type);
  const { id, version } = entry;
  const context = useMemo(
    () => ({ store, registry: createRegistry(form), offer: { id, version } }),
    [store, form, id, version],
  );
  const search = useRef<HTMLInputElement>(null);
  const [starting, setStarting] = useState(false);
  const steps = useSteps();
  const request = useRequest(store, entry, takeKey);

  const fix = useCallback(
    (error: FieldError) => {
      // Whoever writes YAML is led to its line; beside it, the field itself can be seen.
      const isAlone = steps.view === "yaml" && !steps.isReview && !isFormInView();
      const inYaml = error.path === MANIFEST || isAlone;
      steps.show(inYaml ? "yaml" : "form");
      if (inYaml) store.update({ target: { path: error.path } });
      else focusField(store, layout, error.path);
    },
    [steps, store, layout],
  );
  const review = () => {
    // What the server refused before may be right by now: it is asked again.
    store.update({ attempted: true, refused: [] });
    const [first] = orderErrors(layout, store.get().errors);
    if (first) return fix(first);
    steps.review();
    request.check();
  };
  const paste = () => {
    steps.show("yaml");
    // The menu gives the focus back to its button first.
    setTimeout(() => store.update({ target: { path: "" } }), 50);
  };
  const discard = () => {
    forget();
    onRestart();
  };
  useSearchKey(search);
  useFocusOnStep(steps.isReview);
  useCheckOnArrival(steps.isReview, store, steps.show, request.check);
  const wait = gone ? "The offer was taken back." : entry.requestable ? undefined : entry.reason;
  const width = steps.isReview ? "review" : "catalog";
  return (
    <RequestFormProvider value={context}>
      <PageHeader
        width={width}
        breadcrumb={[
          { label: "Catalog", href: "/catalog" },
          { label: entry.title, href: offerHref(entry.id) },
        ]}
        title={steps.isReview ? `Review ${store.get().name}` : `New ${entry.title}`}
        menu={
          <>
            {!steps.isReview && (
              <>
                <MenuItem onSelect={() => setStarting(true)}>Start from…</MenuItem>
                <MenuItem onSelect={paste}>Paste a manifest</MenuItem>
              </>
            )}
            <MenuItem onSelect={discard}>Discard the draft</MenuItem>
          </>
        }
        meta={[entry.owner, entry.version, sayDraft(savedAt, failed)]}
      />
      <PageBody width={width} className="min-h-[calc(100dvh-var(--header)-4rem)]">
        <FormNotices
          entry={entry}
          gone={gone}
          changedAt={changedAt}
          restored={draft !== undefined && !steps.isReview}
          onDiscard={discard}
        />
        {starting && !steps.isReview && <StartFrom entry={entry} onClose={() => setStarting(false)} />}
        {steps.isReview ? (
          <ReviewStep {...request.review} labelOf={(path) => labelPointer(form, path)} onFix={fix} />
        ) : (
          <FormStep entry={entry} layout={layout} view={steps.view} onView={steps.show} search={search} />
        )}
      </PageBody>
      <FormFooter width={width} order={(errors) => orderErrors(layout, errors)} onFix={fix}>
        {steps.isReview ? (
          <>
            <Button onClick={() => steps.show("form")}>Back to the form</Button>
            <Button
              variant="primary"
              pending={request.opening}
              disabledReason={wait ?? request.blocked}
              onClick={() => request.open(forget)}
            >
              Open pull request
            </Button>
          </>
        ) : (
          <>
            <Button asChild>
              <Link href={offerHref(entry.id)}>Cancel</Link>
            </Button>
            <Button variant="primary" onClick={review}>
              Review
            </Button>
          </>
        )}
      </FormFooter>
    </RequestFormProvider>
  );
}

function sayDraft(savedAt: string | undefined, failed: boolean): string | undefined {
  if (failed) return "Draft not saved: this browser keeps nothing";
  return savedAt && `Draft saved ${formatClock(new Date(savedAt))}`;
}
