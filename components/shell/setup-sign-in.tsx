"use client";

import { useEffect, useState } from "react";
import { pageMessages } from "#components/shell/messages/pages";
import { EmptyState } from "#components/ui/state/empty-state";
import { ErrorCard } from "#components/ui/state/error-card";
import { CodeView } from "#components/ui/text/code-view";

const { setup: messages } = pageMessages.signIn;

type Attempt = "none" | "running" | "refused";

/** Where nobody can sign in yet: how a person who installs finds the link of the log, and the sign-in with this link. */
export function SetupSignIn() {
  const attempt = useSetupCode();
  if (attempt === "running")
    return (
      <p role="status" className="text-center text-muted-foreground">
        {messages.signingIn}
      </p>
    );
  return (
    <>
      {attempt === "refused" && <ErrorCard title={messages.refused.title} error={messages.refused} />}
      <EmptyState title={messages.title} className="p-0">
        {messages.description}
      </EmptyState>
      <div className="space-y-2 text-sm">
        <CodeView code={messages.command} label={messages.find} language="text" />
        <p className="text-muted-foreground">{messages.note}</p>
      </div>
    </>
  );
}

/** Signs in with the code of the address, and removes it from the address and the history. */
function useSetupCode(): Attempt {
  const [attempt, setAttempt] = useState<Attempt>("none");
  useEffect(() => {
    const enter = async () => {
      const code = new URLSearchParams(window.location.hash.slice(1)).get("setup");
      if (code === null) return;
      window.history.replaceState(null, "", window.location.pathname);
      setAttempt("running");
      if (await signInWith(code)) window.location.assign("/diagnostics");
      else setAttempt("refused");
    };
    void enter();
    // A link that is pasted while this page is open loads nothing.
    window.addEventListener("hashchange", enter);
    return () => window.removeEventListener("hashchange", enter);
  }, []);
  return attempt;
}

async function signInWith(code: string): Promise<boolean> {
  try {
    const { signIn } = await import("next-auth/react");
    const result = await signIn("setup", { code, redirect: false });
    return result?.ok === true;
  } catch {
    return false;
  }
}
