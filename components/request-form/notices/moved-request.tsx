"use client";

import Link from "next/link";
import { useQueryState } from "nuqs";
import { useEffect, useState } from "react";
import { useRequest } from "#components/data/queries";
import { Notice } from "#components/request-form/notices/form-notice";
import { useRequestForm } from "#components/request-form/state/form-context";
import type { FormStore } from "#components/request-form/state/form-store";
import { proposeAgain, proposeNew } from "#components/request-form/state/proposal";
import { Button } from "#components/ui/button";
import type { CatalogEntryDetail } from "#lib/catalog/types";
import { labelPointer } from "#lib/form/fields/field-lookup";
import type { FormValues } from "#lib/form/types";
import { findUnknown } from "#lib/form/values/unknown-fields";
import type { PortalRequestDetail } from "#lib/request/types";
import { writePointer } from "#lib/schema/pointer";

/** The open request that this form makes anew, in the address: `?from=requests-41`. */
export function useReplaced() {
  return useQueryState("from", { history: "replace" });
}

interface MovedRequestProps {
  entry: CatalogEntryDetail;
  /** The form goes on from a draft, which was filled when it began. */
  restored: boolean;
}

/** Fills the form with what the request asks for that it makes anew, and names the values that have no field here. */
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
    const unknown = findUnknown(form, values);
    if (!restored) fill(store, request, leaveOut(values, unknown));
    setLost(unknown.map((pointer) => labelPointer(form, pointer)));
  }, [request, lost, store, restored]);
  if (error && !request)
    return (
      <Notice tone="warn">
        The request {id} could not be read. {error.detail}
      </Notice>
    );
  if (!request || !lost) return null;
  return (
    <Notice
      tone={lost.length > 0 ? "warn" : "info"}
      action={
        <Button asChild size="sm">
          <Link href={`/requests/${encodeURIComponent(id)}`}>See the request</Link>
        </Button>
      }
    >
      {request.operation === "create"
        ? `The values are those of request ${id}, now for ${entry.version}.`
        : `The values are those in Git now, with what request ${id} changes, for ${entry.version}.`}
      {lost.length > 0 &&
        ` ${entry.version} does not have these fields, so they are left out: ${lost.join(", ")}.`}{" "}
      The new pull request closes that one.
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
