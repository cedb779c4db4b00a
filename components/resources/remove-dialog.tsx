"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { createKey } from "#components/data/idempotency-key";
import { useSubmitRequest } from "#components/data/queries";
import { SubmitProblem } from "#components/requests/submit-problem";
import { resourceMessages } from "#components/resources/messages";
import { Button } from "#components/ui/button";
import { Dialog } from "#components/ui/dialog";
import type { ResourceDetail } from "#lib/api/types";
import type { RequestInput } from "#lib/request/types";

const { remove: messages } = resourceMessages;

export interface RemoveDialogProps {
  /** Without `parts` where the cluster was not read. */
  resource: Pick<ResourceDetail, "reference" | "entry"> & Partial<Pick<ResourceDetail, "parts">>;
  /** Of its file in Git. */
  file: NonNullable<ResourceDetail["file"]>;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Confirms that a pull request is opened which removes the resource, and leads to it. */
export function RemoveDialog({ resource, file, open, onOpenChange }: RemoveDialogProps) {
  const router = useRouter();
  const [key] = useState(createKey);
  const { mutate, error, isPending, isSuccess } = useSubmitRequest();
  const { reference, parts } = resource;
  const remove = () =>
    mutate(
      { input: buildRemoval(resource, file), key },
      { onSuccess: ({ id }) => router.push(`/requests/${encodeURIComponent(id)}`) },
    );
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={messages.title(reference.name)}
      description={messages.description(parts?.length)}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>{messages.cancel}</Button>
          <Button variant="danger" pending={isPending || isSuccess} onClick={remove}>
            {messages.confirm}
          </Button>
        </>
      }
    >
      <p className="font-mono text-muted-foreground text-sm [overflow-wrap:anywhere]">{file.path}</p>
      <SubmitProblem error={error} pending={isPending} />
    </Dialog>
  );
}

function buildRemoval(
  { reference, entry }: RemoveDialogProps["resource"],
  { blob }: RemoveDialogProps["file"],
): RequestInput {
  const { name, namespace } = reference;
  return {
    ...(entry ? { entry: entry.id } : { object: reference }),
    name,
    ...(namespace ? { namespace } : {}),
    operation: "delete",
    base: blob,
  };
}
