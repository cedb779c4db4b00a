"use client";

import Link from "next/link";
import { useMemo } from "react";
import type { ChangedResource } from "#components/request-form/draft/form-start";
import { Notice } from "#components/request-form/notices/form-notice";
import { MovedFile } from "#components/request-form/notices/moved-file";
import { MovedRequest } from "#components/request-form/notices/moved-request";
import { useFormState, useRequestForm } from "#components/request-form/state/form-context";
import type { FormState } from "#components/request-form/state/form-state";
import { Button } from "#components/ui/button";
import type { CatalogEntryDetail } from "#lib/catalog/types";
import { labelPointer } from "#lib/form/fields/field-lookup";
import { readYaml } from "#lib/form/manifest/manifest-text";
import { findUnknown } from "#lib/form/values/unknown-fields";
import { isRecord } from "#lib/schema/pointer";

interface FormNoticesProps {
  entry: CatalogEntryDetail;
  change: ChangedResource | undefined;
  /** The offer was deleted meanwhile. */
  gone: boolean;
  /** When the form last changed under the person's hands: "10:42". */
  changedAt: string | undefined;
  restored: boolean;
  onDiscard: () => void;
  /** The change goes on from what is in Git now. */
  onMoved: () => void;
}

const selectForm = (state: FormState) => state.form;
const selectValues = (state: FormState) => state.values;

/** What a person must know before going on: above the fields, in place. */
export function FormNotices(props: FormNoticesProps) {
  const { entry, change, gone, changedAt, restored, onDiscard, onMoved } = props;
  const { store } = useRequestForm();
  const form = useFormState(selectForm);
  const values = useFormState(selectValues);
  const unknown = useMemo(() => findUnknown(form, values), [form, values]);
  return (
    <div className="space-y-3 not-empty:mb-6">
      <MovedRequest entry={entry} restored={restored} />
      {change?.waiting && <Waiting {...change.waiting} />}
      {change && <UnservedFile entry={entry} />}
      {change && !change.isGone && <MovedFile change={change} onMoved={onMoved} />}
      {change?.isGone && (
        <Notice tone="warn">
          {change.name} is not in Git any more, so that it cannot be changed there. Your draft is kept in this
          browser.
        </Notice>
      )}
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

const selectBase = (state: FormState) => state.base;

/** The file names a version that the cluster no longer serves: the change writes another one. */
function UnservedFile({ entry: { versions, version } }: { entry: CatalogEntryDetail }) {
  const base = useFormState(selectBase);
  const inFile = useMemo(() => base && readVersion(base.content), [base]);
  if (inFile === undefined || versions.some(({ name, served }) => served && name === inFile)) return null;
  return (
    <Notice tone="warn">
      The file in Git is of version {inFile}, which the cluster no longer serves. This change writes {version}
      .
    </Notice>
  );
}

function readVersion(text: string): string | undefined {
  const read = readYaml(text);
  const apiVersion = read.ok && isRecord(read.value) ? read.value.apiVersion : undefined;
  return typeof apiVersion === "string" ? apiVersion.split("/").at(-1) : undefined;
}

/** Two open changes of one file: whichever is merged second may have to be made anew. */
function Waiting({ id, by, isRemoval }: NonNullable<ChangedResource["waiting"]>) {
  return (
    <Notice
      tone="info"
      action={
        <Button asChild size="sm">
          <Link href={`/requests/${encodeURIComponent(id)}`}>See the request</Link>
        </Button>
      }
    >
      {isRemoval ? `${by} asked to remove it.` : `${by} asked for a change of it that is not merged yet.`}
    </Notice>
  );
}
