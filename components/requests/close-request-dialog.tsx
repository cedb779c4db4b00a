"use client";

import type { ReactNode } from "react";
import { requestMessages } from "#components/requests/messages/request";
import { Button } from "#components/ui/button";
import { Dialog } from "#components/ui/dialog";

const { close: messages } = requestMessages;

export interface CloseRequestDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Of the requested object. */
  name: string;
  /** The requester withdraws the request; an approver sends it back. */
  verb?: typeof messages.withdraw | typeof messages.sendBack;
  /** Why closing the request failed. */
  problem: ReactNode;
  pending: boolean;
  onConfirm: () => void;
}

/** Confirms that a pull request is closed without being merged. */
export function CloseRequestDialog({
  open,
  onOpenChange,
  name,
  verb = messages.withdraw,
  problem,
  pending,
  onConfirm,
}: CloseRequestDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={messages.title(verb, name)}
      description={messages.description}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>{messages.cancel}</Button>
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
