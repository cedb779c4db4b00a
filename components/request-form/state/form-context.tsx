"use client";

import { type FieldPathId, type Registry, shallowEquals } from "@rjsf/utils";
import { createContext, useCallback, useContext, useRef, useSyncExternalStore } from "react";
import { shownErrors } from "#components/request-form/state/form-errors";
import type { FormState } from "#components/request-form/state/form-state";
import type { FormStore } from "#components/request-form/state/form-store";
import type { FieldError } from "#lib/errors";
import { isWithin, parsePointer } from "#lib/schema/pointer";

export interface RequestFormContext {
  store: FormStore;
  registry: Registry;
  /** The requested offer: the server lists the choices of its fields. */
  offer: { id: string; version: string };
}

const Context = createContext<RequestFormContext | undefined>(undefined);

export const RequestFormProvider = Context;

/** The form around; only inside RequestFormProvider. */
export function useRequestForm(): RequestFormContext {
  const context = useContext(Context);
  if (!context) throw new Error("useRequestForm needs a RequestFormProvider around it.");
  return context;
}

/** A part of the form's state; redraws only when `select` gives something else (compared by identity). */
export function useFormState<T>(select: (state: FormState) => T): T {
  const { store } = useRequestForm();
  const get = useCallback(() => select(store.get()), [store, select]);
  return useSyncExternalStore(store.subscribe, get, get);
}

/** Several parts at once; redraws only when one of them is another. */
export function useFormParts<T extends object>(select: (state: FormState) => T): T {
  const last = useRef<T>(undefined);
  const keep = useCallback(
    (state: FormState) => {
      const next = select(state);
      if (last.current === undefined || !shallowEquals(last.current, next)) last.current = next;
      return last.current;
    },
    [select],
  );
  return useFormState(keep);
}

/** The shown errors exactly at `pointer`, or at and inside it. */
export function useFieldErrors(pointer: string, reach: "at" | "within"): readonly FieldError[] {
  const last = useRef<readonly FieldError[]>([]);
  const select = useCallback(
    (state: FormState) => {
      const shown = shownErrors(state).filter((error) =>
        reach === "at" ? error.path === pointer : isWithin(error.path, pointer),
      );
      const same =
        shown.length === last.current.length &&
        shown.every((error, index) => sameError(error, last.current[index]));
      if (!same) last.current = shown;
      return last.current;
    },
    [pointer, reach],
  );
  return useFormState(select);
}

function sameError(a: FieldError, b: FieldError | undefined): boolean {
  return a.path === b?.path && a.message === b.message && a.source === b.source;
}

const ID_PREFIX = "f";
export const ID_OPTIONS = { idPrefix: ID_PREFIX, idSeparator: "/" } as const;

/** rjsf's address of a field: the id of its control, and its path. */
export function toPathId(pointer: string): FieldPathId {
  const path = parsePointer(pointer);
  return { $id: [ID_PREFIX, ...path].join("/"), path };
}
