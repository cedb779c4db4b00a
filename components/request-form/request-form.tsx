"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { offerHref } from "#components/catalog/offer-card";
import { usePreview } from "#components/data/queries";
import { discardDraft, draftStoreKey, readDraft, useDraft } from "#components/request-form/draft";
import { focusField, orderErrors } from "#components/request-form/focus-field";
import { RequestFormProvider } from "#components/request-form/form-context";
import { FormFooter } from "#components/request-form/form-footer";
import { FormNotices } from "#components/request-form/form-notices";
import { FormStep } from "#components/request-form/form-step";
import { createFormStore, type FormStore } from "#components/request-form/form-store";
import { MANIFEST } from "#components/request-form/manifest-pane";
import { createRegistry } from "#components/request-form/registry";
import { ReviewStep } from "#components/request-form/review-step";
import { useOpenPullRequest } from "#components/request-form/submit";
import { Button } from "#components/ui/button";
import { MenuItem } from "#components/ui/dropdown-menu";
import { PageBody } from "#components/ui/page-body";
import { PageHeader } from "#components/ui/page-header";
import type { CatalogEntryDetail } from "#lib/catalog/types";
import type { FieldError } from "#lib/errors";
import type { RequestInput } from "#lib/request/types";
import { labelPointer } from "#lib/schema/find";
import { layoutForm } from "#lib/schema/layout";
import type { FormSchema } from "#lib/schema/types";
import { completeValues } from "#lib/schema/values";

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
  const [store] = useState(() =>
    createFormStore({
      ...(draft ?? { name: "", namespace: "", values: {} }),
      form,
      namespaced: entry.scope === "Namespaced",
    }),
  );
  const { savedAt, failed, takeKey } = useDraft(store, storeKey);
  const changedAt = useFollowedForm(store, form);
  const layout = useMemo(() => layoutForm(form), [form]);
  const context = useMemo(() => ({ store, registry: createRegistry(form) }), [store, form]);
  const type = useMemo(
    () => ({ apiVersion: `${entry.group}/${entry.version}`, kind: entry.kind }),
    [entry.group, entry.version, entry.kind],
  );
  const search = useRef<HTMLInputElement>(null);
  const steps = useSteps();
  const request = useRequest(store, entry, takeKey);

  const fix = useCallback(
    (error: FieldError) => {
      steps.show(error.path === MANIFEST ? "yaml" : "form");
      focusField(store, layout, error.path === MANIFEST ? "" : error.path);
      if (error.path === MANIFEST) requestAnimationFrame(() => document.getElementById("manifest")?.focus());
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
  const discard = () => {
    discardDraft(storeKey);
    onRestart();
  };
  useSearchKey(search);
  useCheckOnArrival(steps.isReview, store, steps.show, request.check);
  const wait = gone ? "The offer was taken back." : entry.requestable ? undefined : entry.reason;
  return (
    <RequestFormProvider value={context}>
      <PageHeader
        breadcrumb={[
          { label: "Catalog", href: "/catalog" },
          { label: entry.title, href: offerHref(entry.id) },
        ]}
        title={steps.isReview ? `Review ${store.get().name}` : `New ${entry.title}`}
        menu={<MenuItem onSelect={discard}>Discard the draft</MenuItem>}
        meta={[entry.owner, entry.version, sayDraft(savedAt, failed)]}
      />
      <PageBody
        width={steps.isReview ? "review" : "catalog"}
        className="min-h-[calc(100dvh-var(--header)-4rem)]"
      >
        <FormNotices
          entry={entry}
          gone={gone}
          changedAt={changedAt}
          restored={draft !== undefined && !steps.isReview}
          onDiscard={discard}
        />
        {steps.isReview ? (
          <ReviewStep {...request.review} labelOf={(path) => labelPointer(form, path)} onFix={fix} />
        ) : (
          <FormStep
            entry={entry}
            layout={layout}
            type={type}
            view={steps.view}
            onView={steps.show}
            search={search}
          />
        )}
      </PageBody>
      <FormFooter order={(errors) => orderErrors(layout, errors)} onFix={fix}>
        {steps.isReview ? (
          <>
            <Button onClick={() => steps.show("form")}>Back to the form</Button>
            <Button
              variant="primary"
              pending={request.opening}
              disabledReason={wait ?? request.blocked}
              onClick={() => request.open(() => discardDraft(storeKey))}
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

const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

function sayDraft(savedAt: string | undefined, failed: boolean): string | undefined {
  if (failed) return "Draft not saved: this browser keeps nothing";
  return savedAt && `Draft saved ${time.format(new Date(savedAt))}`;
}

/** Gives the store the form as the cluster has it now; says when that last changed. */
function useFollowedForm(store: FormStore, form: FormSchema): string | undefined {
  const [changedAt, setChangedAt] = useState<string>();
  useEffect(() => {
    if (store.get().form === form) return;
    store.update({ form });
    setChangedAt(time.format(new Date()));
  }, [store, form]);
  return changedAt;
}

/** Where the person is, in the address. */
function useSteps() {
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

/** A review that was opened by its address: it is checked when the draft is right, and filled in first when not. */
function useCheckOnArrival(
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
    if (store.get().errors.length > 0) show("form");
    else check();
  }, [isReview, store, show, check]);
}

/** `/` goes to the search over the fields, where there is one. */
function useSearchKey(search: { current: HTMLInputElement | null }) {
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

/** Preview and submit, with what the server refused brought back to the fields. */
function useRequest(store: FormStore, entry: CatalogEntryDetail, takeKey: () => string) {
  const router = useRouter();
  const preview = usePreview();
  const submission = useOpenPullRequest();
  const input = useCallback((): RequestInput => {
    const { name, namespace, values, form } = store.get();
    const place = entry.scope === "Namespaced" ? { namespace } : {};
    return {
      entry: entry.id,
      version: entry.version,
      name,
      ...place,
      values: completeValues(form, values),
      operation: "create",
    };
  }, [store, entry.id, entry.version, entry.scope]);
  const { mutate, reset } = preview;
  const { reset: forget } = submission;
  const check = useCallback(() => {
    reset();
    forget();
    mutate(input(), {
      onSuccess: ({ validation }) => store.update({ refused: validation.errors }),
      onError: ({ errors }) => store.update({ refused: errors }),
    });
  }, [mutate, reset, forget, input, store]);
  const open = (done: () => void) =>
    submission.mutate(
      { input: input(), key: takeKey() },
      {
        onSuccess: ({ id }) => {
          done();
          router.push(`/requests/${encodeURIComponent(id)}`);
        },
        onError: ({ errors }) => store.update({ refused: errors }),
      },
    );
  return {
    check,
    open,
    opening: submission.isPending || submission.isSuccess,
    blocked: sayBlocked(preview.isPending, preview.data?.validation.ok),
    review: {
      preview: preview.data,
      previewError: preview.error,
      checking: preview.isPending,
      onCheck: check,
      submitError: submission.error,
    },
  };
}

function sayBlocked(checking: boolean, ok: boolean | undefined): string | undefined {
  if (checking) return "It is still being checked.";
  return ok === false ? "Fix what was refused first." : undefined;
}
