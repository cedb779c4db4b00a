"use client";

import { useRouter } from "next/navigation";
import { useCallback, useEffect, useState } from "react";
import type { ApiError } from "#components/data/api-error";
import { usePreview, useSubmitRequest } from "#components/data/queries";
import type { ChangedResource } from "#components/request-form/draft/form-start";
import { useChosenRepository } from "#components/request-form/form-hooks";
import { formMessages } from "#components/request-form/messages";
import { useReplaced } from "#components/request-form/notices/moved-request";
import { listConfirmed } from "#components/request-form/state/confirmed-secrets";
import { finishDocument } from "#components/request-form/state/form-document";
import { MANIFEST } from "#components/request-form/state/form-state";
import type { FormStore } from "#components/request-form/state/form-store";
import { useRuleCheck } from "#components/request-form/state/rule-check";
import type { CatalogEntryDetail } from "#lib/catalog/types";
import type { FieldError } from "#lib/errors";
import { completeValues } from "#lib/form/values/values";
import type { Preview, RequestInput } from "#lib/request/types";

/** Preview and submit. Errors from the server are shown at their fields. */
export function useRequest(
  store: FormStore,
  entry: CatalogEntryDetail,
  takeKey: () => string,
  change: ChangedResource | undefined,
) {
  const hasActed = useHasActed();
  useRuleCheck(store, hasActed ? entry.form : undefined);
  const router = useRouter();
  const preview = usePreview();
  const submission = useSubmitRequest();
  const [replaces] = useReplaced();
  const [repository, setRepository] = useChosenRepository();
  const { amends } = change ?? {};
  const input = useCallback((): RequestInput => {
    // Content that fields cannot hold, such as comments and labels, is sent as text.
    const document = store.writeText();
    const state = store.get();
    const { name, namespace, values, form, base } = state;
    const confirmed = listConfirmed(state).map((one) => (one.path === MANIFEST ? { ...one, path: "" } : one));
    const place = entry.scope === "Namespaced" ? { namespace } : {};
    return {
      entry: entry.id,
      version: entry.version,
      name,
      ...place,
      ...(document.isOwn || base
        ? { manifest: finishDocument(document, base) }
        : { values: completeValues(form, values) }),
      ...(confirmed.length > 0 && { confirmed }),
      ...(replaces && { replaces }),
      ...(repository && !base && { repository }),
      ...(amends && { amends: { request: amends.id, commit: amends.commit } }),
      operation: base && !amends?.isNew ? "update" : "create",
      ...(base && { base: base.blob }),
    };
  }, [store, entry.id, entry.version, entry.scope, replaces, repository, amends]);
  const refresh = change?.refresh;
  const { mutate, reset } = preview;
  const { reset: forget } = submission;
  const send = useCallback(
    (given: RequestInput) => {
      reset();
      forget();
      const onSuccess = ({ validation, base, amends: amended }: Preview) => {
        store.update({ refused: placeErrors(validation.errors) });
        // The file in Git changed, or the branch of the amended request moved.
        if (base !== store.get().base?.blob || amended?.commit !== given.amends?.commit) refresh?.();
      };
      const onError = ({ errors }: ApiError) => store.update({ refused: placeErrors(errors) });
      mutate(given, {
        onSuccess,
        onError(error) {
          const isRefused = error.errors.some(({ path }) => path === "/repository");
          if (!isRefused || given.repository === undefined) return onError(error);
          // The rules for another namespace do not allow the choice: the default counts again, and the review shows it.
          void setRepository(null);
          const { repository: _, ...rest } = given;
          mutate(rest, { onSuccess, onError });
        },
      });
    },
    [mutate, reset, forget, store, refresh, setRepository],
  );
  // The preview for another repository replaces the one before only when it is there: the choice keeps its focus.
  const [before, setBefore] = useState<Preview>();
  const check = useCallback(() => {
    setBefore(undefined);
    send(input());
  }, [send, input]);
  const chooseRepository = (name: string) => {
    setBefore(preview.data);
    void setRepository(name);
    send({ ...input(), repository: name });
  };
  const open = (done: () => void) =>
    submission.mutate(
      { input: pinCommit(input(), preview.data), key: takeKey() },
      {
        onSuccess: ({ id }) => {
          done();
          router.push(`/requests/${encodeURIComponent(id)}`);
        },
        onError: ({ errors, code }) => {
          store.update({ refused: placeErrors(errors) });
          if (code === "conflict") refresh?.();
        },
      },
    );
  return {
    check,
    open,
    opening: submission.isPending || submission.isSuccess,
    /** The file in Git already has these values. */
    isUnchanged: isUnchanged(preview.data),
    blocked: describeBlock(preview.isPending, preview.data?.validation.ok),
    review: {
      preview: preview.data ?? (preview.isPending ? before : undefined),
      previewError: preview.error,
      checking: preview.isPending,
      onCheck: check,
      submitError: submission.error,
      opening: submission.isPending,
      onChooseRepository: chooseRepository,
    },
  };
}

/** The submit is about the commit that the review showed, also where the page has read a newer one. */
function pinCommit(input: RequestInput, preview: Preview | undefined): RequestInput {
  if (!input.amends || !preview?.amends) return input;
  return { ...input, amends: { ...input.amends, commit: preview.amends.commit } };
}

function isUnchanged(preview: Preview | undefined): boolean {
  if (preview?.amends) return preview.amends.diff === "";
  return preview?.diff === "" && preview.base !== null;
}

/** Moves the error of a secret in the comments to the path MANIFEST. */
function placeErrors(errors: readonly FieldError[]): FieldError[] {
  return errors.map((error) =>
    error.source === "secret" && error.path === "" ? { ...error, path: MANIFEST } : error,
  );
}

function describeBlock(checking: boolean, ok: boolean | undefined): string | undefined {
  if (checking) return formMessages.blocked.checking;
  return ok === false ? formMessages.blocked.refused : undefined;
}

/** True once the person uses the page. No error of a field shows before that. */
function useHasActed(): boolean {
  const [hasActed, setHasActed] = useState(false);
  useEffect(() => {
    const act = () => setHasActed(true);
    if (document.activeElement !== document.body) act();
    const listening = new AbortController();
    for (const type of ["pointerdown", "keydown", "focusin", "input"])
      window.addEventListener(type, act, { signal: listening.signal, once: true });
    return () => listening.abort();
  }, []);
  return hasActed;
}
