"use client";

import Link from "next/link";
import { useQueryState } from "nuqs";
import { useEffect, useState } from "react";
import { useRequest } from "#components/data/queries";
import { formMessages } from "#components/request-form/messages";
import { Notice } from "#components/request-form/notices/form-notice";
import { useRequestForm } from "#components/request-form/state/form-context";
import type { FormStore } from "#components/request-form/state/form-store";
import { proposeAgain, proposeNew } from "#components/request-form/state/proposal";
import { Button } from "#components/ui/button";
import type { CatalogEntryDetail } from "#lib/catalog/types";
import { labelPointer } from "#lib/form/tree/lookup";
import type { FormValues } from "#lib/form/types";
import { findUnknownFields } from "#lib/form/values/unknown-fields";
import type { PortalRequestDetail } from "#lib/request/types";
import { writePointer } from "#lib/schema/pointer";

const { movedRequest: messages } = formMessages;

/** The open request that this form replaces, in the address: `?from=requests-41`. */
export function useReplaced() {
  return useQueryState("from", { history: "replace" });
}

interface MovedRequestProps {
  entry: CatalogEntryDetail;
  /** The form goes on from a draft, which was filled when it began. */
  restored: boolean;
}

/** Fills the form with the values of the request that it replaces, and names the values that have no field here. */
export function MovedRequest(props: MovedRequestProps) {
  const [from] = useReplaced();
  return from ? <Filled key={from} id={from} {...props} /> : null;
}

function Filled({ id, entry, restored }: MovedRequestProps & { id: string }) {
  const { store } = useRequestForm();
  const { data: request, error } = useRequest(id);
  const [lost, setLost] = useState<string[]>();
  useEffect(() => {
    if (!request || lost) return;
    const { form, base } = store.get();
    const values = base ? proposeAgain(base.content, request) : proposeNew(request);
    const unknown = findUnknownFields(form, values);
    if (!restored) fill(store, request, leaveOut(values, unknown));
    setLost(unknown.map((pointer) => labelPointer(form, pointer)));
  }, [request, lost, store, restored]);
  if (error && !request) return <Notice tone="warn">{messages.error(id, error.detail)}</Notice>;
  if (!request || !lost) return null;
  return (
    <Notice
      tone={lost.length > 0 ? "warn" : "info"}
      action={
        <Button asChild size="sm">
          <Link href={`/requests/${encodeURIComponent(id)}`}>{formMessages.notices.viewRequest}</Link>
        </Button>
      }
    >
      {request.operation === "create"
        ? messages.newValues(id, entry.version)
        : messages.changedValues(id, entry.version)}
      {lost.length > 0 && messages.lost(entry.version, lost)}
      {messages.closes(id)}
    </Notice>
  );
}

/** A change keeps its name and namespace. */
function fill(store: FormStore, { object }: PortalRequestDetail, values: FormValues): void {
  if (store.get().base) store.update({ values, refused: [] });
  else {
    store.update({ name: object.name, namespace: object.namespace ?? "" });
    store.start(values, undefined);
  }
}

function leaveOut(values: FormValues, pointers: readonly string[]): FormValues {
  return pointers.reduce<FormValues>((left, pointer) => writePointer(left, pointer, undefined), values);
}
