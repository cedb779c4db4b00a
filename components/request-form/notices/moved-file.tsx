"use client";

import { useCallback, useEffect, useState } from "react";
import { isUntouched } from "#components/request-form/draft/draft";
import { type ChangedResource, digestConfirmed } from "#components/request-form/draft/form-start";
import { Notice } from "#components/request-form/notices/form-notice";
import { moveToBase, readBase } from "#components/request-form/state/change-base";
import { useFormState, useRequestForm } from "#components/request-form/state/form-context";
import type { FormState } from "#components/request-form/state/form-state";
import type { FormStore } from "#components/request-form/state/form-store";
import { YamlDiff } from "#components/requests/yaml-diff";
import { Button } from "#components/ui/button";
import { formatUnifiedDiff } from "#lib/manifest/diff/unified-diff";

/** While nothing is changed in the form, it is what is in Git, whoever changes that. */
export function useFollowedFile(store: FormStore, change: ChangedResource | undefined): void {
  useEffect(() => {
    const { base } = store.get();
    if (change && base && base.blob !== change.file.blob && isUntouched(store)) goOnFrom(store, change);
  }, [store, change]);
}

function goOnFrom(store: FormStore, { file, ...place }: ChangedResource): void {
  const state = store.get();
  if (!state.base) return;
  const base = readBase(file, place);
  const moved = moveToBase({ ...state, base: state.base }, base);
  const confirmed = new Map([...state.confirmed, ...digestConfirmed(file, base)]);
  store.update({ ...moved, confirmed, raw: new Map(), refused: [] });
}

/** Somebody changed the file since this change of it began: what they did, and the way to go on from there. */
export function MovedFile({ change, onMoved }: { change: ChangedResource; onMoved: () => void }) {
  const { store } = useRequestForm();
  const base = useFormState(useCallback((state: FormState) => state.base, []));
  const [comparing, setComparing] = useState(false);
  const { file } = change;
  if (!base || base.blob === file.blob) return null;
  const start = () => {
    goOnFrom(store, change);
    onMoved();
  };
  return (
    <>
      <Notice
        tone="warn"
        action={
          <>
            <Button size="sm" aria-expanded={comparing} onClick={() => setComparing(!comparing)}>
              Compare
            </Button>
            <Button size="sm" onClick={start}>
              Start from what is there now
            </Button>
          </>
        }
      >
        Someone changed this file. What you changed can go on top of theirs.
      </Notice>
      {comparing && (
        <YamlDiff diff={formatUnifiedDiff(file.path, base.content, file.content)} path={file.path} />
      )}
    </>
  );
}
