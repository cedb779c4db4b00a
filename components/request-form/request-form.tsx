"use client";

import Link from "next/link";
import { lazy, Suspense, useCallback, useMemo, useRef, useState } from "react";
import { offerHref } from "#components/catalog/offer-href";
import { useDraft } from "#components/request-form/draft/draft";
import { type ChangedResource, useFormStart } from "#components/request-form/draft/form-start";
import { FormFooter } from "#components/request-form/form-footer";
import { FormHeader } from "#components/request-form/form-header";
import {
  checkPatterns,
  useCheckOnArrival,
  useFocusOnStep,
  useFollowedForm,
  useSearchKey,
  useSteps,
} from "#components/request-form/form-hooks";
import { FormStep } from "#components/request-form/form-step";
import { useUnfolded } from "#components/request-form/layout/fold-all";
import { formMessages } from "#components/request-form/messages";
import { FormNotices } from "#components/request-form/notices/form-notices";
import { useFollowedFile } from "#components/request-form/notices/moved-file";
import { useReplaced } from "#components/request-form/notices/moved-request";
import { registry } from "#components/request-form/registry";
import { ReviewSkeleton } from "#components/request-form/review/review-skeleton";
import { StartFrom } from "#components/request-form/start-from";
import { focusField, isFormInView, orderErrors } from "#components/request-form/state/focus-field";
import { RequestFormProvider } from "#components/request-form/state/form-context";
import { MANIFEST } from "#components/request-form/state/form-state";
import type { FormStore } from "#components/request-form/state/form-store";
import { useRequest } from "#components/request-form/submit";
import { Button } from "#components/ui/button";
import { PageBody } from "#components/ui/page/page-body";
import type { CatalogEntryDetail } from "#lib/catalog/types";
import type { FieldError } from "#lib/errors";
import { type FormLayout, layoutForm } from "#lib/form/layout/layout";
import { labelPointer } from "#lib/form/tree/lookup";
import type { FormSchema } from "#lib/form/types";

const ReviewStep = lazy(() => import("#components/request-form/review/review-step"));

/** Characters of an idempotency key. */
const LONGEST_KEY = 255;

export interface RequestFormProps {
  entry: CatalogEntryDetail;
  /** Id of the entry that the form was opened with: the choice of another cluster keeps the draft. */
  openedWith: string;
  form: FormSchema;
  /** The person's user name. */
  person: string;
  gone: boolean;
  /** The resource that is changed; undefined for a new resource. */
  change?: ChangedResource | undefined;
  /** Starts again with an empty form. */
  onRestart: () => void;
}

/** One request from the first field to the pull request. */
export function RequestForm(props: RequestFormProps) {
  const { entry, openedWith, form, gone, change, onRestart } = props;
  const { store, layout, context, draft, changedAt } = useFormSession(props);
  const search = useRef<HTMLInputElement>(null);
  const [starting, setStarting] = useState(false);
  const steps = useSteps();
  // One draft can be sent to several clusters: each is another request.
  const takeKey = () =>
    entry.id === openedWith ? draft.takeKey() : `${draft.takeKey()}-${entry.id}`.slice(0, LONGEST_KEY);
  const request = useRequest(store, entry, takeKey, change);
  const fix = useFix(store, layout, steps);
  const review = async () => {
    // The server checks again: values that it refused before may be valid now.
    await checkPatterns(store);
    store.update({ attempted: true });
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
    draft.discard();
    onRestart();
  };
  useSearchKey(search);
  useFocusOnStep(steps.isReview);
  useCheckOnArrival(steps.isReview, store, steps.show, request.check);
  const width = steps.isReview ? "review" : "catalog";
  return (
    <RequestFormProvider value={context}>
      <FormHeader
        {...{ entry, change, width, savedAt: draft.savedAt, failed: draft.failed }}
        reviewed={steps.isReview ? store.get().name : undefined}
        onStartFrom={() => setStarting(true)}
        onPaste={paste}
        onDiscard={discard}
      />
      <PageBody width={width} className="min-h-[calc(100dvh-var(--header)-4rem)]">
        <FormNotices
          {...{ entry, change, gone, changedAt }}
          restored={draft.restored && !steps.isReview}
          onDiscard={discard}
          onMoved={() => steps.show("form")}
        />
        {starting && !steps.isReview && <StartFrom entry={entry} onClose={() => setStarting(false)} />}
        {steps.isReview ? (
          <Suspense fallback={<ReviewSkeleton />}>
            <ReviewStep {...request.review} labelOf={(path) => labelPointer(form, path)} onFix={fix} />
          </Suspense>
        ) : (
          <FormStep entry={entry} layout={layout} view={steps.view} onView={steps.show} search={search} />
        )}
      </PageBody>
      <FormFooter width={width} order={(errors) => orderErrors(layout, errors)} onFix={fix}>
        {steps.isReview ? (
          <ReviewButtons
            request={request}
            obstacle={describeObstacle(entry, gone, change)}
            action={change?.amends ? formMessages.step.amend : formMessages.step.open}
            onBack={() => steps.show("form")}
            onOpen={() => request.open(draft.discard)}
          />
        ) : (
          <>
            <Button asChild>
              <Link href={change?.href ?? offerHref(entry.id)}>{formMessages.step.cancel}</Link>
            </Button>
            <Button variant="primary" onClick={review}>
              {formMessages.step.review}
            </Button>
          </>
        )}
      </FormFooter>
    </RequestFormProvider>
  );
}

/** The form's state, from its start or its draft, which follows the offer and the file in Git. */
function useFormSession({ entry, openedWith, form, person, change }: RequestFormProps) {
  const { id, group, version, kind } = entry;
  const type = useMemo(() => ({ apiVersion: `${group}/${version}`, kind }), [group, version, kind]);
  const layout = useMemo(() => layoutForm(form), [form]);
  const [unfolded] = useUnfolded();
  const [from] = useReplaced();
  const { store, storeKey, restored } = useFormStart({
    ...{ entry, openedWith, form, type, person, change, from },
    unfolded: unfolded === "all",
    open: new Set(unfolded ? [] : layout.groups.filter(({ open }) => open).map(({ key }) => key)),
  });
  const draft = useDraft(store, storeKey);
  const changedAt = useFollowedForm(store, form, type, id);
  useFollowedFile(store, change);
  const context = useMemo(() => ({ store, registry, offer: { id, version } }), [store, id, version]);
  return { store, layout, context, changedAt, draft: { ...draft, restored } };
}

/** Leads to the field of an error, or to its line in the YAML. */
function useFix(store: FormStore, layout: FormLayout, steps: ReturnType<typeof useSteps>) {
  return useCallback(
    (error: FieldError) => {
      // A person who writes YAML is led to its line, unless the form shows the field beside the YAML.
      const isAlone = steps.view === "yaml" && !steps.isReview && !isFormInView();
      // A change keeps the name, so that only the YAML can hold another.
      const isFixed = store.get().base !== undefined && error.path.startsWith("/metadata/");
      const inYaml = error.path === MANIFEST || isFixed || isAlone;
      steps.show(inYaml ? "yaml" : "form");
      if (inYaml) store.update({ target: { path: error.path } });
      else focusField(store, layout, error.path);
    },
    [steps, store, layout],
  );
}

interface ReviewButtonsProps {
  request: Pick<ReturnType<typeof useRequest>, "isUnchanged" | "opening" | "blocked">;
  /** Why no pull request can be opened. */
  obstacle: string | undefined;
  /** The label of the last step. */
  action: string;
  onBack: () => void;
  onOpen: () => void;
}

function ReviewButtons({ request, obstacle, action, onBack, onOpen }: ReviewButtonsProps) {
  const { isUnchanged, opening, blocked } = request;
  return (
    <>
      <Button variant={isUnchanged ? "primary" : "secondary"} onClick={onBack}>
        {formMessages.step.back}
      </Button>
      {!isUnchanged && (
        <Button variant="primary" pending={opening} disabledReason={obstacle ?? blocked} onClick={onOpen}>
          {action}
        </Button>
      )}
    </>
  );
}

/** Why no pull request can be opened now; undefined where one can. */
function describeObstacle(
  entry: CatalogEntryDetail,
  gone: boolean,
  change: ChangedResource | undefined,
): string | undefined {
  if (gone) return formMessages.blocked.offerGone;
  if (change?.isGone)
    return change.amends ? formMessages.blocked.requestClosed : formMessages.blocked.fileGone(change.name);
  return entry.requestable ? undefined : entry.reason;
}
