/** Which fields of a layout are visible for the current values and choices. */
import type { Choice, LayoutField } from "#lib/form/layout/layout-entry";
import { holds, settleValues } from "#lib/form/layout/visibility";
import type { FormSchema, FormValues } from "#lib/form/types";
import { readPointer, writePointer } from "#lib/schema/pointer";

export interface LayoutState {
  form: FormSchema;
  values: FormValues;
  /** For each choice, by its key, the option that the person chose before any of its fields had a value. */
  chosen: ReadonlyMap<string, number>;
}

/** Whether a field is visible: its conditions hold, and its option is chosen or the field has a value. */
export function isShown({ shown }: Pick<LayoutField, "shown">, state: LayoutState): boolean {
  if (shown.when.length + shown.branches.length === 0) return true;
  const { form, values } = state;
  return (
    shown.when.every(({ condition, pointer }) =>
      holds(form, settleValues(form, values), condition, pointer),
    ) &&
    shown.branches.every(
      ({ choice, pointer }) => isChosen(choice, pointer, state) || readPointer(values, pointer) !== undefined,
    )
  );
}

/** Whether the field at `pointer` belongs to the chosen option. */
export function isChosen(
  choice: Choice,
  pointer: string,
  state: Pick<LayoutState, "values" | "chosen">,
): boolean {
  return choice.options[chosenOption(choice, state) ?? -1]?.pointers.includes(pointer) ?? false;
}

/**
 * The index of the chosen option: the one with values, else the one that the person chose; undefined for no
 * choice yet.
 */
export function chosenOption(
  { key, options }: Choice,
  { values, chosen }: Pick<LayoutState, "values" | "chosen">,
): number | undefined {
  const counts = options.map(
    ({ pointers }) => pointers.filter((pointer) => readPointer(values, pointer) !== undefined).length,
  );
  const most = Math.max(...counts);
  const picked = chosen.get(key);
  if (most === 0 || (picked !== undefined && (counts[picked] ?? 0) > 0)) return picked;
  return counts.indexOf(most);
}

/** The part of the form's state that a choice changes. */
interface ChoiceState extends Pick<LayoutState, "values" | "chosen"> {
  /**
   * Values of options that are not chosen, by pointer. They come back when the person chooses the option
   * again.
   */
  hiddenValues: ReadonlyMap<string, unknown>;
}

/**
 * The state after a person chooses an option: its hidden values return, and values of other options are
 * hidden.
 */
export function chooseOption(choice: Choice, index: number, before: ChoiceState): ChoiceState {
  const kept = choice.options[index]?.pointers ?? [];
  const { values, hiddenValues } = hideValues(choice, kept, before);
  const returning = kept.filter(
    (pointer) => hiddenValues.has(pointer) && readPointer(values, pointer) === undefined,
  );
  return {
    values: returning.reduce(
      (next, pointer) => writePointer(next, pointer, hiddenValues.get(pointer)),
      values,
    ),
    chosen: new Map([...before.chosen, [choice.key, index]]),
    hiddenValues,
  };
}

/** The state without a chosen option. Entered values are hidden. */
export function clearChoice(choice: Choice, before: ChoiceState): ChoiceState {
  const chosen = new Map([...before.chosen].filter(([key]) => key !== choice.key));
  return { ...hideValues(choice, [], before), chosen };
}

function hideValues(
  { options }: Choice,
  kept: readonly string[],
  { values, hiddenValues }: ChoiceState,
): Pick<ChoiceState, "values" | "hiddenValues"> {
  const dropped = options
    .flatMap(({ pointers }) => pointers)
    .filter((pointer) => !kept.includes(pointer) && readPointer(values, pointer) !== undefined);
  const aside = dropped.map((pointer): [string, unknown] => [pointer, readPointer(values, pointer)]);
  return {
    values: dropped.reduce((next, pointer) => writePointer(next, pointer, undefined), values),
    hiddenValues: new Map([...hiddenValues, ...aside]),
  };
}
