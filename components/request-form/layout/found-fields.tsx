"use client";

import { useDeferredValue, useMemo } from "react";
import { formMessages } from "#components/request-form/messages";
import { useFieldErrors, useFormState } from "#components/request-form/state/form-context";
import type { FormState } from "#components/request-form/state/form-state";
import { isShown } from "#lib/form/layout/visible-fields";
import { type SearchedField, searchFields } from "#lib/form/search/field-search";
import { isWithin, readPointer } from "#lib/schema/pointer";

export type Filter = "set" | "required" | "fix";

const MOST_FOUND = 50;

interface FoundFieldsProps {
  readIndex: () => readonly SearchedField[];
  query: string;
  filter: Filter | undefined;
  onGo: (pointer: string) => void;
}

/** The fields that match the search and the filter, best match first. */
export function FoundFields({ readIndex, query, filter, onGo }: FoundFieldsProps) {
  const state = useFormState(selectState);
  const errors = useFieldErrors("", "within");
  // The search of thousands of fields never holds up a keystroke.
  const asked = useDeferredValue(query);
  const matching = useMemo(() => searchFields(readIndex(), asked), [readIndex, asked]);
  const passes = ({ field, pointer, inItems }: SearchedField) => {
    if (!isShown(field, state)) return false;
    if (filter === undefined) return true;
    if (inItems) return false;
    if (filter === "set") return readPointer(state.values, pointer) !== undefined;
    if (filter === "required") return field.required && field.field.options.locked === undefined;
    return errors.some((error) => isWithin(error.path, pointer));
  };
  const found = matching.filter(passes);
  return (
    <>
      <p role="status" className="px-2 pb-2 text-muted-foreground text-xs">
        {formMessages.rail.found(found.length, MOST_FOUND, asked.trim())}
      </p>
      <ul>
        {found.slice(0, MOST_FOUND).map(({ field, pointer, inItems }) => (
          <li key={field.pointer}>
            <button
              type="button"
              onClick={() => onGo(pointer)}
              className="-outline-offset-2 w-full rounded-md px-2 py-1.5 text-start hover:bg-muted pointer-coarse:min-h-11"
            >
              <span className="block [overflow-wrap:anywhere]">{field.title}</span>
              {field.parents.length > 0 && (
                <span className="block text-muted-foreground text-xs [overflow-wrap:anywhere]">
                  {inItems && formMessages.rail.inItems}
                  {field.parents.join(" › ")}
                </span>
              )}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

const selectState = (state: FormState) => state;
