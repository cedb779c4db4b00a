"use client";

import { lazy, Suspense, useCallback, useEffect } from "react";
import { isUntouched } from "#components/request-form/draft/draft";
import { type ChangedResource, digestConfirmed } from "#components/request-form/draft/form-start";
import { moveToBase, readBase } from "#components/request-form/state/change-base";
import { useFormState, useRequestForm } from "#components/request-form/state/form-context";
import type { FormState } from "#components/request-form/state/form-state";
import type { FormStore } from "#components/request-form/state/form-store";

const MovedFileNotice = lazy(() => import("#components/request-form/notices/moved-file-notice"));

/** Keeps an unchanged form equal to the file in Git when that file changes. */
export function useFollowedFile(store: FormStore, change: ChangedResource | undefined): void {
  useEffect(() => {
    const { base } = store.get();
    if (change && base && base.blob !== change.file.blob && isUntouched(store)) moveToFile(store, change);
  }, [store, change]);
}

function moveToFile(store: FormStore, { file, ...place }: ChangedResource): void {
  const state = store.get();
  if (!state.base) return;
  const base = readBase(file, place);
  const moved = moveToBase({ ...state, base: state.base }, base);
  const confirmed = new Map([...state.confirmed, ...digestConfirmed(file, base)]);
  store.update({ ...moved, confirmed, raw: new Map(), refused: [] });
}

/** A notice once the file in Git is not the file that this form started from. Its code is loaded then. */
export function MovedFile({ change, onMoved }: { change: ChangedResource; onMoved: () => void }) {
  const { store } = useRequestForm();
  const base = useFormState(useCallback((state: FormState) => state.base, []));
  const { file } = change;
  if (!base || base.blob === file.blob) return null;
  const start = () => {
    moveToFile(store, change);
    onMoved();
  };
  return (
    <Suspense>
      <MovedFileNotice path={file.path} before={base.content} after={file.content} onStart={start} />
    </Suspense>
  );
}
