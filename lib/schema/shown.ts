/** Which fields of a layout show now. */
import type { Choice, LayoutField } from "#lib/schema/layout-entry";
import { readPointer, writePointer } from "#lib/schema/pointer";
import type { FormSchema, FormValues } from "#lib/schema/types";
import { holds, settleValues } from "#lib/schema/visibility";

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

/** What choosing an option changes: its values come back, those of the others are put aside. */
export function chooseOption(
  { key, options }: Choice,
  index: number,
  { values, chosen, shelved }: Pick<Answers, "values" | "chosen"> & { shelved: ReadonlyMap<string, unknown> },
): Pick<Answers, "values" | "chosen"> & { shelved: ReadonlyMap<string, unknown> } {
  const kept = options[index]?.pointers ?? [];
  const dropped = options
    .flatMap(({ pointers }) => pointers)
    .filter((pointer) => !kept.includes(pointer) && readPointer(values, pointer) !== undefined);
  const returning = kept.filter(
    (pointer) => shelved.has(pointer) && readPointer(values, pointer) === undefined,
  );
  const cleared = dropped.reduce((next, pointer) => writePointer(next, pointer, undefined), values);
  return {
    values: returning.reduce((next, pointer) => writePointer(next, pointer, shelved.get(pointer)), cleared),
    chosen: new Map([...chosen, [key, index]]),
    shelved: new Map([
      ...shelved,
      ...dropped.map((pointer) => [pointer, readPointer(values, pointer)] as const),
    ]),
  };
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
