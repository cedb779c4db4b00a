"use client";

import { useRouter } from "next/navigation";
import { useCallback } from "react";
import { usePreview, useSubmitRequest } from "#components/data/queries";
import type { FormStore } from "#components/request-form/form-store";
import type { CatalogEntryDetail } from "#lib/catalog/types";
import type { RequestInput } from "#lib/request/types";
import { completeValues } from "#lib/schema/values";

/** Preview and submit, with what the server refused brought back to the fields. */
export function useRequest(store: FormStore, entry: CatalogEntryDetail, takeKey: () => string) {
  const router = useRouter();
  const preview = usePreview();
  const submission = useSubmitRequest();
  const input = useCallback((): RequestInput => {
    // What fields cannot hold, as comments and labels, goes along as text.
    const { isOwn, content } = store.writeText();
    const { name, namespace, values, form } = store.get();
    const place = entry.scope === "Namespaced" ? { namespace } : {};
    return {
      entry: entry.id,
      version: entry.version,
      name,
      ...place,
      ...(isOwn ? { manifest: content } : { values: completeValues(form, values) }),
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
