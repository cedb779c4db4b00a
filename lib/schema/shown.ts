/** Which fields of a layout show now. */
import type { Choice, LayoutField } from "#lib/schema/layout-entry";
import { readPointer } from "#lib/schema/pointer";
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
        choice.options[chosenOption(choice, answers) ?? -1]?.pointers.includes(pointer) ||
        readPointer(values, pointer) !== undefined,
    )
  );
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
