"use client";

import { Info, TriangleAlert } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { useFormState, useRequestForm } from "#components/request-form/form-context";
import type { FormState } from "#components/request-form/form-store";
import { Button } from "#components/ui/button";
import type { CatalogEntryDetail } from "#lib/catalog/types";
import { labelPointer } from "#lib/schema/find";
import { findUnknown } from "#lib/schema/unknown";

interface FormNoticesProps {
  entry: CatalogEntryDetail;
  /** The offer was deleted meanwhile. */
  gone: boolean;
  /** When the form last changed under the person's hands: "10:42". */
  changedAt: string | undefined;
  restored: boolean;
  onDiscard: () => void;
}

const selectForm = (state: FormState) => state.form;
const selectValues = (state: FormState) => state.values;

/** What a person must know before going on: above the fields, in place. */
export function FormNotices({ entry, gone, changedAt, restored, onDiscard }: FormNoticesProps) {
  const { store } = useRequestForm();
  const form = useFormState(selectForm);
  const values = useFormState(selectValues);
  const unknown = useMemo(() => findUnknown(form, values), [form, values]);
  return (
    <div className="space-y-3 not-empty:mb-6">
      {gone && (
        <Notice tone="warn">
          This offer was taken back. Your draft is kept in this browser in case it returns.
        </Notice>
      )}
      {!gone && !entry.requestable && (
        <Notice tone="warn">{entry.reason || "It cannot be requested now."} Your draft is safe.</Notice>
      )}
      {entry.warnings.map((warning) => (
        <Notice key={warning} tone="warn">
          {warning}
        </Notice>
      ))}
      {changedAt && (
        <Notice tone="info">
          The form was changed by its owner at {changedAt}. What you entered is kept.
        </Notice>
      )}
      {unknown.map((pointer) => (
        <Notice
          key={pointer}
          tone="warn"
          action={
            <Button size="sm" onClick={() => store.setValue(pointer, undefined)}>
              Remove
            </Button>
          }
        >
          {labelPointer(form, pointer)} is no field of this offer: the cluster would drop it.
        </Notice>
      ))}
      {restored && (
        <Notice
          tone="info"
          action={
            <Button size="sm" onClick={onDiscard}>
              Start anew
            </Button>
          }
        >
          This is your draft from before.
        </Notice>
      )}
    </div>
  );
}

function Notice({
  tone,
  action,
  children,
}: {
  tone: "warn" | "info";
  action?: ReactNode;
  children: ReactNode;
}) {
  const Icon = tone === "warn" ? TriangleAlert : Info;
  return (
    <div
      role="status"
      className={
        tone === "warn"
          ? "flex items-start gap-2.5 rounded-lg border border-warn bg-warn-tint p-3"
          : "flex items-start gap-2.5 rounded-lg border bg-card p-3"
      }
    >
      <Icon
        aria-hidden
        className={
          tone === "warn"
            ? "mt-0.5 size-4 shrink-0 text-warn"
            : "mt-0.5 size-4 shrink-0 text-muted-foreground"
        }
      />
      <p className="min-w-0 grow [overflow-wrap:anywhere]">{children}</p>
      {action}
    </div>
  );
}
