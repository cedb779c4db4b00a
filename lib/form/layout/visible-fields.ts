/** Which fields of a layout show now. */
import type { Choice, LayoutField } from "#lib/form/layout/layout-entry";
import { holds, settleValues } from "#lib/form/layout/visibility";
import type { FormSchema, FormValues } from "#lib/form/types";
import { readPointer, writePointer } from "#lib/schema/pointer";

export interface Answers {
  form: FormSchema;
  values: FormValues;
  /** The option of a choice, by its key, that was chosen before any of its fields was set. */
  chosen: ReadonlyMap<string, number>;
}

/** Whether a field shows: its conditions hold, and what it belongs to is chosen or it holds a value all the same. */
export function isShown({ shown }: Pick<LayoutField, "shown">, answers: Answers): boolean {
  if (shown.when.length + shown.branches.length === 0) return true;
  const { form, values } = answers;
  return (
    shown.when.every(({ condition, pointer }) =>
      holds(form, settleValues(form, values), condition, pointer),
    ) &&
    shown.branches.every(
      ({ choice, pointer }) =>
        isChosen(choice, pointer, answers) || readPointer(values, pointer) !== undefined,
    )
  );
}

/** Whether the field at `pointer` belongs to the option that counts. */
export function isChosen(
  choice: Choice,
  pointer: string,
  answers: Pick<Answers, "values" | "chosen">,
): boolean {
  return choice.options[chosenOption(choice, answers) ?? -1]?.pointers.includes(pointer) ?? false;
}

/** The option of a choice that counts: one whose fields are set, else the one that was chosen; undefined: none yet. */
export function chosenOption(
  { key, options }: Choice,
  { values, chosen }: Pick<Answers, "values" | "chosen">,
): number | undefined {
  const counts = options.map(
    ({ pointers }) => pointers.filter((pointer) => readPointer(values, pointer) !== undefined).length,
  );
  const most = Math.max(...counts);
  const picked = chosen.get(key);
  if (most === 0 || (picked !== undefined && (counts[picked] ?? 0) > 0)) return picked;
  return counts.indexOf(most);
}

/** What a choice is made of in the form's state. */
interface Chosen extends Pick<Answers, "values" | "chosen"> {
  /** Values of what is not chosen, by pointer. */
  shelved: ReadonlyMap<string, unknown>;
}

/** What choosing an option changes: its values come back, those of the others are put aside. */
export function chooseOption(choice: Choice, index: number, before: Chosen): Chosen {
  const kept = choice.options[index]?.pointers ?? [];
  const { values, shelved } = shelve(choice, kept, before);
  const returning = kept.filter(
    (pointer) => shelved.has(pointer) && readPointer(values, pointer) === undefined,
  );
  return {
    values: returning.reduce((next, pointer) => writePointer(next, pointer, shelved.get(pointer)), values),
    chosen: new Map([...before.chosen, [choice.key, index]]),
    shelved,
  };
}

/** Nothing is chosen any more; what was entered is put aside. */
export function dropChoice(choice: Choice, before: Chosen): Chosen {
  const chosen = new Map([...before.chosen].filter(([key]) => key !== choice.key));
  return { ...shelve(choice, [], before), chosen };
}

function shelve(
  { options }: Choice,
  kept: readonly string[],
  { values, shelved }: Chosen,
): Pick<Chosen, "values" | "shelved"> {
  const dropped = options
    .flatMap(({ pointers }) => pointers)
    .filter((pointer) => !kept.includes(pointer) && readPointer(values, pointer) !== undefined);
  const aside = dropped.map((pointer): [string, unknown] => [pointer, readPointer(values, pointer)]);
  return {
    values: dropped.reduce((next, pointer) => writePointer(next, pointer, undefined), values),
    shelved: new Map([...shelved, ...aside]),
  };
}
