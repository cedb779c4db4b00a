"use client";

import { type MouseEvent, useCallback, useMemo } from "react";
import { formMessages } from "#components/request-form/messages";
import { findControl } from "#components/request-form/state/focus-field";
import { useFormState, useRequestForm } from "#components/request-form/state/form-context";
import type { FormState } from "#components/request-form/state/form-state";
import { Button } from "#components/ui/button";
import type { Choice } from "#lib/form/layout/layout-entry";
import { chooseOption, chosenOption, clearChoice } from "#lib/form/layout/visible-fields";
import type { FormField } from "#lib/form/tree/field";
import {
  describePreviousValue,
  findReset,
  isChanged,
  showsChangesInItems,
} from "#lib/form/values/changed-values";
import { readPointer } from "#lib/schema/pointer";

/** The bar beside a field that is changed: in the margin, so that nothing moves. */
export const CHANGED_BAR =
  "relative before:absolute before:inset-y-0 before:-start-3 before:w-0.75 before:rounded-full before:bg-primary before:content-['']";

const SAME = Symbol("as it is in Git");

/** The value of a changed field in Git, as text, and the function that restores it. */
export interface OriginalValue {
  words: string;
  undo: () => void;
}

/**
 * The original value of the field at `pointer`; undefined where the field is unchanged, or where the fields inside it
 * show their own. `place` is the key of its text that does not parse.
 */
export function useOriginalValue(
  pointer: string | undefined,
  field: FormField,
  place: string,
): OriginalValue | undefined {
  const { store } = useRequestForm();
  const before = useFormState(
    useCallback(
      ({ base, values }: FormState): unknown => {
        if (!base || pointer === undefined || !isChanged(values, base.values, pointer)) return SAME;
        const original = readPointer(base.values, pointer);
        return showsChangesInItems(field, original, readPointer(values, pointer)) ? SAME : original;
      },
      [pointer, field],
    ),
  );
  return useMemo(() => {
    if (before === SAME || pointer === undefined) return undefined;
    const undo = () => {
      const { base, values } = store.get();
      const back = findReset(values, base?.values ?? {}, pointer);
      store.setRaw(place, undefined);
      store.setValue(back.pointer, back.value);
    };
    return { words: describePreviousValue(field, before), undo };
  }, [before, store, pointer, place, field]);
}

/** The original option of a choice between fields. Undo restores its values. */
export function useOriginalChoice(choice: Choice): OriginalValue | undefined {
  const { store } = useRequestForm();
  const before = useFormState(
    useCallback(
      (state: FormState): number | undefined | typeof SAME => {
        if (!state.base) return SAME;
        const original = chosenOption(choice, { values: state.base.values, chosen: new Map() });
        return original === chosenOption(choice, state) ? SAME : original;
      },
      [choice],
    ),
  );
  return useMemo(() => {
    if (before === SAME) return undefined;
    const pointers = choice.options.flatMap((option) => option.pointers);
    const undo = () => {
      if (before !== undefined) store.update(chooseOption(choice, before, store.get()));
      else store.update(clearChoice(choice, store.get()));
      for (const pointer of pointers) {
        const { base, values } = store.get();
        const back = findReset(values, base?.values ?? {}, pointer);
        store.setValue(back.pointer, back.value);
      }
    };
    return { words: choice.options[before ?? -1]?.label ?? formMessages.original.notSet, undo };
  }, [before, store, choice]);
}

/** "Was 10 Gi · Undo". The field's control has the focus afterwards. */
export function OriginalValueLine({
  original: { words, undo },
  label,
}: {
  original: OriginalValue;
  label: string;
}) {
  const undoAndFocus = (event: MouseEvent<HTMLButtonElement>) => {
    const field = event.currentTarget.closest<HTMLElement>("[data-field]");
    undo();
    requestAnimationFrame(() => field && findControl(field)?.focus());
  };
  return (
    <span className="flex min-w-0 items-baseline text-muted-foreground text-xs">
      <span className="min-w-0 truncate whitespace-pre" title={words}>
        {formMessages.original.was(words)}
      </span>
      <span aria-hidden className="mx-1.5">
        ·
      </span>
      <Button
        variant="link"
        size="inline"
        className="relative after:absolute after:-inset-x-1 after:-inset-y-1.5"
        onClick={undoAndFocus}
        aria-label={formMessages.original.undoField(label)}
      >
        {formMessages.original.undo}
      </Button>
    </span>
  );
}
