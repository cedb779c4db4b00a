"use client";

import { type ReactNode, useEffect, useState } from "react";
import { pageMessages } from "#components/shell/messages/pages";
import { EmptyState } from "#components/ui/state/empty-state";
import { ErrorCard } from "#components/ui/state/error-card";
import { CodeView } from "#components/ui/text/code-view";

const { setup, link } = pageMessages.signIn;

/** Where nobody can sign in yet: how a person who installs finds the link of the log, and the sign-in with this link. */
export function SetupSignIn() {
  const attempt = useLink({ parameter: "setup", provider: "setup", target: "/diagnostics" });
  return (
    <Attempted attempt={attempt} messages={setup}>
      <div className="space-y-2 text-sm">
        <CodeView code={setup.command} label={setup.find} language="text" />
        <p className="text-muted-foreground">{setup.note}</p>
      </div>
    </Attempted>
  );
}

/** The sign-in of the person who started the portal, with the link of the terminal. */
export function TerminalSignIn({ callbackUrl }: { callbackUrl: string }) {
  const attempt = useLink({ parameter: "code", provider: "demo", target: callbackUrl });
  return <Attempted attempt={attempt} messages={link} />;
}

type Attempt = "none" | "running" | "refused";

interface AttemptedProps {
  attempt: Attempt;
  messages: typeof setup | typeof link;
  children?: ReactNode;
}

function Attempted({ attempt, messages, children }: AttemptedProps) {
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
      {children}
    </>
  );
}

interface Link {
  /** The name before the code, after the `#` of the address: no server, log or referrer gets what follows it. */
  parameter: string;
  /** The id of the provider of next-auth that takes the code. */
  provider: string;
  /** The page after the sign-in. */
  target: string;
}

/** Signs in with the code of the address, and removes it from the address and the history. */
function useLink({ parameter, provider, target }: Link): Attempt {
  const [attempt, setAttempt] = useState<Attempt>("none");
  useEffect(() => {
    const enter = async () => {
      const code = new URLSearchParams(window.location.hash.slice(1)).get(parameter);
      if (code === null) return;
      window.history.replaceState(null, "", window.location.pathname + window.location.search);
      setAttempt("running");
      if (await signInWith(provider, code)) window.location.assign(target);
      else setAttempt("refused");
    };
    void enter();
    // A link that is pasted while this page is open loads nothing.
    window.addEventListener("hashchange", enter);
    return () => window.removeEventListener("hashchange", enter);
  }, [parameter, provider, target]);
  return attempt;
}

async function signInWith(provider: string, code: string): Promise<boolean> {
  try {
    const { signIn } = await import("next-auth/react");
    const result = await signIn(provider, { code, redirect: false });
    return result?.ok === true;
  } catch {
    return false;
  }
}
