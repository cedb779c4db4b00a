"use client";

import { OctagonX } from "lucide-react";
import { type ReactNode, useCallback, useId } from "react";
import { formMessages } from "#components/request-form/messages";
import { useFieldErrors, useFormState, useRequestForm } from "#components/request-form/state/form-context";
import type { FormState } from "#components/request-form/state/form-state";
import { isUnfolded } from "#components/request-form/state/form-store";
import { Badge } from "#components/ui/badge";
import { cn } from "#components/ui/cn";
import { previewField } from "#lib/form/fields/preview";
import type { FormField } from "#lib/form/tree/field";
import { countChanged } from "#lib/form/values/changed-values";
import { countSet } from "#lib/form/values/values";
import { readPointer } from "#lib/schema/pointer";

/** Fields whose values and errors a header sums up. */
export interface Counted {
  pointer: string;
  title: string;
  field: FormField;
}

interface FoldProps {
  /** Its key in the open set of the form. */
  id: string;
  title: string;
  counted: readonly Counted[];
  /** 1: a group of the form; 2: inside one. */
  level: 1 | 2;
  /** How many fields are drawn soon: they take about their room until then. */
  undrawn?: number;
  /** Drawn only while it is open. */
  children: () => ReactNode;
}

/**
 * `content-visibility` skips the layout of groups off the screen, in forms of hundreds of fields. It clips at the edge of
 * the group, so the group is padded around the focus ring and the reset button of its fields.
 */
const BODY = {
  1: "-me-4 space-y-4 pt-2 pb-6 ps-6 pe-4 [content-visibility:auto]",
  2: "space-y-4 border-t p-3",
} as const;

/** A group with a header that shows the values, the number of set and changed fields, and the number of errors. */
export function Fold({ id, title, counted, level, undrawn = 0, children }: FoldProps) {
  const { store } = useRequestForm();
  const body = useId();
  const isOpen = useFormState(useCallback((state: FormState) => isUnfolded(state, id), [id]));
  const Heading = level === 1 ? "h2" : "h3";
  return (
    <section data-fold={id} className={level === 1 ? "border-t" : "rounded-lg border"}>
      <Heading>
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={body}
          onClick={() => store.toggle([id], !isOpen)}
          className={cn(
            "mark mark-chevron -outline-offset-2 flex min-h-row w-full items-center gap-2 rounded-md text-start hover:bg-muted",
            "before:size-4 before:text-muted-foreground before:transition-transform aria-expanded:before:rotate-90",
            level === 1 ? "-mx-2 w-[calc(100%+1rem)] px-2" : "px-3",
          )}
        >
          <span className="min-w-0 max-w-full shrink-0 py-1 font-medium [overflow-wrap:anywhere]">
            {title}
          </span>
          <Summary counted={counted} hidden={isOpen} />
        </button>
      </Heading>
      <div
        id={body}
        className={cn(isOpen && BODY[level])}
        style={
          isOpen && level === 1 ? { containIntrinsicBlockSize: `auto ${room(counted.length)}` } : undefined
        }
      >
        {isOpen && children()}
        {isOpen && undrawn > 0 && <Undrawn height={room(undrawn)} />}
      </div>
    </section>
  );
}

/** The approximate height of that many fields. */
function room(fields: number): string {
  return `${fields * 5}rem`;
}

/** A placeholder for fields that are drawn soon. */
export function Undrawn({ height }: { height: string }) {
  return <div data-undrawn aria-busy style={{ minHeight: height }} />;
}

function Summary({ counted, hidden }: { counted: readonly Counted[]; hidden: boolean }) {
  const set = useFormState(
    useCallback(
      (state: FormState) =>
        counted.reduce(
          (sum, { pointer, field }) => sum + countSet(field, readPointer(state.values, pointer)),
          0,
        ),
      [counted],
    ),
  );
  const shown = useFormState(
    useCallback(
      (state: FormState) =>
        hidden
          ? ""
          : counted
              .flatMap((one) => previewField(one, readPointer(state.values, one.pointer)))
              .slice(0, 3)
              .join(", "),
      [counted, hidden],
    ),
  );
  const wrong = useWrong(counted);
  const changed = useChanged(counted);
  return (
    <>
      <span className="min-w-0 grow truncate text-muted-foreground text-sm">{shown}</span>
      {set > 0 && (
        <span className="shrink-0 text-muted-foreground text-sm">{formMessages.fold.set(set)}</span>
      )}
      {changed > 0 && (
        <span className="shrink-0 font-medium text-primary text-sm">
          {formMessages.fold.changed(changed)}
        </span>
      )}
      {wrong > 0 && (
        <Badge tone="fail">
          <OctagonX aria-hidden />
          {formMessages.fold.fix(wrong)}
        </Badge>
      )}
    </>
  );
}

/** How many are others than in Git; none where all of it is new. */
function useChanged(counted: readonly Counted[]): number {
  return useFormState(
    useCallback(
      ({ base, values }: FormState) =>
        base && values !== base.values
          ? counted.reduce(
              (sum, { pointer, field }) =>
                sum + countChanged(field, readPointer(base.values, pointer), readPointer(values, pointer)),
              0,
            )
          : 0,
      [counted],
    ),
  );
}

function useWrong(counted: readonly Counted[]): number {
  const inside = useFieldErrors(counted.length === 1 ? (counted[0]?.pointer ?? "") : "", "within");
  return inside.filter((error) =>
    counted.some(({ pointer }) => error.path === pointer || error.path.startsWith(`${pointer}/`)),
  ).length;
}
