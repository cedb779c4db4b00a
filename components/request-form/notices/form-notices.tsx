"use client";

import Link from "next/link";
import { useMemo } from "react";
import type { AmendedRequest, ChangedResource } from "#components/request-form/draft/form-start";
import { formMessages } from "#components/request-form/messages";
import { Notice } from "#components/request-form/notices/form-notice";
import { MovedFile } from "#components/request-form/notices/moved-file";
import { MovedRequest } from "#components/request-form/notices/moved-request";
import { useFormState, useRequestForm } from "#components/request-form/state/form-context";
import type { FormState } from "#components/request-form/state/form-state";
import { Button } from "#components/ui/button";
import type { CatalogEntryDetail } from "#lib/catalog/types";
import { readYaml } from "#lib/form/manifest/manifest-text";
import { labelPointer } from "#lib/form/tree/lookup";
import { findUnknownFields } from "#lib/form/values/unknown-fields";
import { isRecord } from "#lib/schema/pointer";

const { notices: messages } = formMessages;

interface FormNoticesProps {
  entry: CatalogEntryDetail;
  change: ChangedResource | undefined;
  /** The offer was deleted meanwhile. */
  gone: boolean;
  /** When the form last changed while the person was editing: "10:42". */
  changedAt: string | undefined;
  restored: boolean;
  onDiscard: () => void;
  /** Called after the form moved to the current file. */
  onMoved: () => void;
}

const selectForm = (state: FormState) => state.form;
const selectValues = (state: FormState) => state.values;

/** Notices above the fields: changes of the offer, the file or the request that matter for this form. */
export function FormNotices(props: FormNoticesProps) {
  const { entry, change, gone, changedAt, restored, onDiscard, onMoved } = props;
  const { store } = useRequestForm();
  const form = useFormState(selectForm);
  const values = useFormState(selectValues);
  const unknown = useMemo(() => findUnknownFields(form, values), [form, values]);
  return (
    <div className="space-y-3 not-empty:mb-6">
      <MovedRequest entry={entry} restored={restored} />
      {change?.amends && <Amending {...change.amends} />}
      {change?.waiting && <Waiting {...change.waiting} />}
      {change && <UnservedFile entry={entry} />}
      {change && !change.isGone && <MovedFile change={change} onMoved={onMoved} />}
      {change?.isGone && (
        <Notice tone="warn">
          {change.amends ? formMessages.amending.closed : messages.fileGone(change.name)}
        </Notice>
      )}
      {gone && <Notice tone="warn">{messages.offerGone}</Notice>}
      {!gone && !entry.requestable && (
        <Notice tone="warn">
          {entry.reason || messages.notRequestable} {messages.draftSafe}
        </Notice>
      )}
      {entry.warnings.map((warning) => (
        <Notice key={warning} tone="warn">
          {warning}
        </Notice>
      ))}
      {changedAt && <Notice tone="info">{messages.formChanged(changedAt)}</Notice>}
      {unknown.map((pointer) => (
        <Notice
          key={pointer}
          tone="warn"
          action={
            <Button size="sm" onClick={() => store.setValue(pointer, undefined)}>
              {messages.remove}
            </Button>
          }
        >
          {messages.unknownField(labelPointer(form, pointer))}
        </Notice>
      ))}
      {restored && (
        <Notice
          tone="info"
          action={
            <Button size="sm" onClick={onDiscard}>
              {messages.discard}
            </Button>
          }
        >
          {messages.draft}
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
  return <Notice tone="warn">{messages.unservedFile(inFile, version)}</Notice>;
}

function readVersion(text: string): string | undefined {
  const read = readYaml(text);
  const apiVersion = read.ok && isRecord(read.value) ? read.value.apiVersion : undefined;
  return typeof apiVersion === "string" ? apiVersion.split("/").at(-1) : undefined;
}

/** The change goes to an open request of the person, which then needs a new approval. */
function Amending({ id, approvers, secondHref }: AmendedRequest) {
  const { added, approved, second } = formMessages.amending;
  return (
    <Notice
      tone="info"
      action={
        <>
          <Button asChild size="sm">
            <Link href={`/requests/${encodeURIComponent(id)}`}>{messages.viewRequest}</Link>
          </Button>
          {secondHref && (
            <Button asChild size="sm">
              <Link href={secondHref}>{second}</Link>
            </Button>
          )}
        </>
      }
    >
      {added(id)}
      {approvers.length > 0 && approved(approvers)}
    </Notice>
  );
}

/** Another open request changes the same file: the request that is merged second may conflict. */
function Waiting({ id, by, isRemoval }: NonNullable<ChangedResource["waiting"]>) {
  return (
    <Notice
      tone="info"
      action={
        <Button asChild size="sm">
          <Link href={`/requests/${encodeURIComponent(id)}`}>{messages.viewRequest}</Link>
        </Button>
      }
    >
      {isRemoval ? messages.openRemoval(by) : messages.openChange(by)}
    </Notice>
  );
}
