"use client";

import { Button } from "#components/ui/button";
import { Dialog } from "#components/ui/dialog";
import { ErrorCard } from "#components/ui/error-card";

export interface CloseRequestDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Of the object asked for. */
  name: string;
  error: unknown;
  pending: boolean;
  onConfirm: () => void;
}

/** Confirms that a pull request is closed without being merged. */
export function CloseRequestDialog({
  open,
  onOpenChange,
  name,
  error,
  pending,
  onConfirm,
}: CloseRequestDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Withdraw the request for ${name}?`}
      description="Its pull request is closed and its branch deleted. Nothing in the cluster changes."
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Keep it</Button>
          <Button variant="danger" pending={pending} onClick={onConfirm}>
            Withdraw
          </Button>
        </>
      }
    >
      {Boolean(error) && <ErrorCard title="It was not withdrawn" error={error} />}
    </Dialog>
  );
}
