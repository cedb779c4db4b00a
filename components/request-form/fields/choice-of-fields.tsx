"use client";

import { useCallback, useId } from "react";
import {
  CHANGED_BAR,
  OriginalValueLine,
  useOriginalChoice,
} from "#components/request-form/frame/original-value";
import { formMessages } from "#components/request-form/messages";
import { useFieldErrors, useFormState, useRequestForm } from "#components/request-form/state/form-context";
import type { FormState } from "#components/request-form/state/form-state";
import { Button } from "#components/ui/button";
import { RadioGroup } from "#components/ui/radio-group";
import type { Choice } from "#lib/form/layout/layout-entry";
import { chooseOption, chosenOption, clearChoice } from "#lib/form/layout/visible-fields";
import { readPointer } from "#lib/schema/pointer";

const { choiceOfFields: messages } = formMessages;

/** A choice of the fields to set among those that follow. The values of a field return when it is chosen again. */
export function ChoiceOfFields({ choice, alwaysRequired }: { choice: Choice; alwaysRequired: boolean }) {
  const { store } = useRequestForm();
  const id = useId();
  const owner = choice.key.slice(0, choice.key.lastIndexOf("#"));
  const chosen = useFormState(useCallback((state: FormState) => chosenOption(choice, state), [choice]));
  // In an object that may be left out, nothing need be chosen until something in it is set.
  const required = useFormState(
    useCallback(
      (state: FormState) => alwaysRequired || readPointer(state.values, owner) !== undefined,
      [alwaysRequired, owner],
    ),
  );
  const [error] = useFieldErrors(owner, "at");
  const original = useOriginalChoice(choice);
  return (
    <div data-field={owner} className={original && CHANGED_BAR}>
      <div className="flex min-h-7 items-center gap-1.5">
        <span id={`${id}-label`} className="font-medium">
          {choice.exclusive ? messages.one : messages.several}
        </span>
        {required && <span className="text-muted-foreground text-xs">{formMessages.field.required}</span>}
        {!alwaysRequired && chosen !== undefined && (
          <Button
            variant="ghost"
            size="sm"
            className="-my-1 -me-2.5 ms-auto text-muted-foreground"
            aria-label={messages.reset}
            onClick={() => store.update({ ...clearChoice(choice, store.get()), refused: [] })}
          >
            {formMessages.field.reset}
          </Button>
        )}
      </div>
      <div data-control className="mt-1">
        <RadioGroup
          aria-labelledby={`${id}-label`}
          aria-describedby={`${id}-hint`}
          aria-invalid={error !== undefined}
          value={chosen === undefined ? undefined : String(chosen)}
          options={choice.options.map(({ label }, index) => ({ value: String(index), label }))}
          onChange={(next) => {
            const index = Number(next);
            store.update({ ...chooseOption(choice, index, store.get()), refused: [] });
            store.toggle(choice.options[index]?.pointers ?? [], true);
          }}
        />
      </div>
      <p id={`${id}-hint`} className="mt-1 min-h-4 text-fail text-xs [overflow-wrap:anywhere]">
        {error?.message ?? (original && <OriginalValueLine original={original} label={messages.label} />)}
      </p>
      {error && original && <OriginalValueLine original={original} label={messages.label} />}
    </div>
  );
}
