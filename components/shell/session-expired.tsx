"use client";

import { ExternalLink } from "lucide-react";
import { usePathname } from "next/navigation";
import { pageMessages } from "#components/shell/messages/pages";
import { Button } from "#components/ui/button";
import { Dialog } from "#components/ui/dialog";

const { sessionEnded: messages } = pageMessages;

/** A dialog over the unchanged page: the person signs in in another tab and returns. */
export default function SessionExpired() {
  const path = usePathname();
  return (
    <Dialog
      open
      closable={false}
      onOpenChange={() => undefined}
      title={messages.title}
      description={messages.description}
      footer={
        <Button asChild variant="primary">
          <a href={`/sign-in?callbackUrl=${encodeURIComponent(path)}`} target="_blank" rel="noreferrer">
            {messages.action}
            <ExternalLink aria-hidden />
          </a>
        </Button>
      }
    />
  );
}
