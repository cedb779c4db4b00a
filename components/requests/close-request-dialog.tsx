"use client";

import type { ReactNode } from "react";
import { Button } from "#components/ui/button";
import { Dialog } from "#components/ui/dialog";

export interface CloseRequestDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Of the object asked for. */
  name: string;
  /** Its author withdraws it; whoever judges it sends it back. */
  verb?: "Withdraw" | "Send back";
  /** Why it is still open. */
  problem: ReactNode;
  pending: boolean;
  onConfirm: () => void;
}

/** Confirms that a pull request is closed without being merged. */
export function CloseRequestDialog({
  open,
  onOpenChange,
  name,
  verb = "Withdraw",
  problem,
  pending,
  onConfirm,
}: CloseRequestDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`${verb} the request for ${name}?`}
      description="Its pull request is closed and its branch deleted. Nothing in the cluster changes."
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Keep it</Button>
          <Button variant="danger" pending={pending} onClick={onConfirm}>
            {verb}
          </Button>
        </>
      }
    >
      {problem}
    </Dialog>
  );
}
