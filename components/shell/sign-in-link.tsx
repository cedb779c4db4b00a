"use client";

import { useEffect, useState } from "react";
import { pageMessages } from "#components/shell/messages/pages";
import { EmptyState } from "#components/ui/state/empty-state";
import { ErrorCard } from "#components/ui/state/error-card";

const { signIn: messages } = pageMessages;

/**
 * Signs in with the code of the link that leads here. The code follows the `#`, so that no server, log or referrer gets
 * it, and the address loses it at once. Without a code the page says where the link is.
 */
export function SignInLink({ callbackUrl }: { callbackUrl: string }) {
  const [state, setState] = useState<"without-code" | "opened" | "failed">("without-code");
  useEffect(() => {
    const code = new URLSearchParams(location.hash.slice(1)).get("code");
    if (code === null) return;
    history.replaceState(null, "", location.pathname + location.search);
    setState("opened");
    import("next-auth/react")
      .then(({ signIn }) => signIn("demo", { code, callbackUrl }))
      .catch(() => setState("failed"));
  }, [callbackUrl]);
  if (state === "failed") return <ErrorCard title={messages.failed.title} error={messages.failed} />;
  if (state === "opened")
    return (
      <p role="status" className="text-center text-muted-foreground">
        {messages.link.opened}
      </p>
    );
  return (
    <EmptyState title={messages.link.title} className="p-0">
      {messages.link.description}
    </EmptyState>
  );
}
