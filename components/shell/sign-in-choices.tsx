"use client";

import { ArrowRight, Eye, LogIn } from "lucide-react";
import { useState } from "react";
import { Avatar } from "#components/shell/person-menu";
import { Button } from "#components/ui/button";
import { ErrorCard } from "#components/ui/state/error-card";

export interface SignInPerson {
  user: string;
  name: string;
  /** What this person may do. */
  about?: string | undefined;
}

export interface SignInChoicesProps {
  /** The Git host that people sign in with. */
  gitea?: { name: string } | undefined;
  guest?: { name: string; about?: string | undefined } | undefined;
  people: readonly SignInPerson[];
  /** A path of this portal to come back to. */
  callbackUrl: string;
}

const UNREACHABLE = {
  detail: "The portal did not answer.",
  suggestion: "Check that it is running, then try again.",
};

/**
 * The ways in: a button for the Git host, one for the guest, a card for each person of the demo. The first is the
 * filled one. They are buttons of a script, not forms: the page's policy holds forms back from leading elsewhere.
 */
export function SignInChoices({ gitea, guest, people, callbackUrl }: SignInChoicesProps) {
  const [chosen, setChosen] = useState<string>();
  const [failed, setFailed] = useState<unknown>();
  const enter = async (provider: "gitea" | "guest" | "demo", user?: string) => {
    setChosen(user ?? provider);
    setFailed(undefined);
    try {
      const { signIn } = await import("next-auth/react");
      await signIn(provider, { callbackUrl, ...(user ? { user } : {}) });
    } catch {
      setFailed(UNREACHABLE);
      setChosen(undefined);
    }
  };
  return (
    <div className="space-y-6">
      {failed !== undefined && <ErrorCard title="You are not signed in" error={failed} />}
      {gitea && (
        <div>
          <Button
            variant="primary"
            className="w-full"
            pending={chosen === "gitea"}
            onClick={() => void enter("gitea")}
          >
            <LogIn aria-hidden />
            {chosen === "gitea" ? `Going to ${gitea.name}…` : `Sign in with ${gitea.name}`}
          </Button>
          <p className="mt-2 text-center text-muted-foreground text-sm">
            What you request and approve here appears there under your own name.
          </p>
        </div>
      )}
      {guest && (
        <div>
          <Button
            variant={gitea ? "secondary" : "primary"}
            className="w-full"
            pending={chosen === "guest"}
            onClick={() => void enter("guest")}
          >
            <Eye aria-hidden />
            {chosen === "guest" ? "Signing in…" : `Continue as ${guest.name}`}
          </Button>
          <p className="mt-2 text-center text-muted-foreground text-sm">
            {guest.about ?? "No account needed. You may do what the platform team allows every visitor."}
          </p>
        </div>
      )}
      {people.length > 0 && (
        <section aria-labelledby="people">
          <h2 id="people" className="mb-2 font-medium text-muted-foreground text-sm">
            {gitea || guest ? "Or come in as someone of the demo" : "Come in as someone of the demo"}
          </h2>
          <ul className="divide-y overflow-hidden rounded-lg border bg-card">
            {people.map((person) => (
              <li key={person.user}>
                <PersonButton
                  person={person}
                  pending={chosen === person.user}
                  onChoose={() => void enter("demo", person.user)}
                />
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

interface PersonButtonProps {
  person: SignInPerson;
  pending: boolean;
  onChoose: () => void;
}

function PersonButton({ person, pending, onChoose }: PersonButtonProps) {
  return (
    <button
      type="button"
      aria-busy={pending}
      onClick={onChoose}
      className="-outline-offset-2 group flex min-h-16 w-full items-center gap-3 rounded-lg px-4 py-3 text-start transition-colors hover:bg-muted"
    >
      <Avatar name={person.name} className="size-9" />
      <span className="min-w-0 grow">
        <span className="block font-medium">{person.name}</span>
        <span className="block text-muted-foreground text-sm">
          {pending ? "Signing in…" : (person.about ?? `Signs in as ${person.user}.`)}
        </span>
      </span>
      <ArrowRight
        aria-hidden
        className="size-4 shrink-0 text-muted-foreground transition-transform group-hover:translate-x-0.5 rtl:rotate-180"
      />
    </button>
  );
}
