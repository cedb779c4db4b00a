"use client";

import { useCallback, useEffect, useState } from "react";
import { isUntouched } from "#components/request-form/draft/draft";
import { type ChangedResource, digestConfirmed } from "#components/request-form/draft/form-start";
import { formMessages } from "#components/request-form/messages";
import { Notice } from "#components/request-form/notices/form-notice";
import { moveToBase, readBase } from "#components/request-form/state/change-base";
import { useFormState, useRequestForm } from "#components/request-form/state/form-context";
import type { FormState } from "#components/request-form/state/form-state";
import type { FormStore } from "#components/request-form/state/form-store";
import { YamlDiff } from "#components/requests/yaml-diff";
import { Button } from "#components/ui/button";
import { formatUnifiedDiff } from "#lib/manifest/diff/unified-diff";

const { movedFile: messages } = formMessages;

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

/** A notice that the file in Git changed after this form started: shows the diff, and moves the form to the new file. */
export function MovedFile({ change, onMoved }: { change: ChangedResource; onMoved: () => void }) {
  const { store } = useRequestForm();
  const base = useFormState(useCallback((state: FormState) => state.base, []));
  const [comparing, setComparing] = useState(false);
  const { file } = change;
  if (!base || base.blob === file.blob) return null;
  const start = () => {
    moveToFile(store, change);
    onMoved();
  };
  return (
    <>
      <Notice
        tone="warn"
        action={
          <>
            <Button size="sm" aria-expanded={comparing} onClick={() => setComparing(!comparing)}>
              {messages.compare}
            </Button>
            <Button size="sm" onClick={start}>
              {messages.start}
            </Button>
          </>
        }
      >
        {messages.description}
      </Notice>
      {comparing && (
        <YamlDiff diff={formatUnifiedDiff(file.path, base.content, file.content)} path={file.path} />
      )}
    </>
  );
}
