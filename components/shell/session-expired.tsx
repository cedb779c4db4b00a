"use client";

import { ExternalLink } from "lucide-react";
import { usePathname } from "next/navigation";
import { Button } from "#components/ui/button";
import { Dialog } from "#components/ui/dialog";

/** The session has ended. The page stays as it is below: the person signs in beside it and comes back. */
export default function SessionExpired() {
  const path = usePathname();
  return (
    <Dialog
      open
      closable={false}
      onOpenChange={() => undefined}
      title="Your session has ended"
      description="Sign in again in a new tab, then come back here. Everything on this page is kept, also what you have typed."
      footer={
        <Button asChild variant="primary">
          <a href={`/sign-in?callbackUrl=${encodeURIComponent(path)}`} target="_blank" rel="noreferrer">
            Sign in in a new tab
            <ExternalLink aria-hidden />
          </a>
        </Button>
      }
    />
  );
}
