"use client";

import { ArrowRight, Eye, LogIn } from "lucide-react";
import { useState } from "react";
import { pageMessages } from "#components/shell/messages/pages";
import { Avatar } from "#components/shell/person-menu";
import { Button } from "#components/ui/button";
import { ErrorCard } from "#components/ui/state/error-card";

const { signIn: messages } = pageMessages;

export interface SignInPerson {
  user: string;
  name: string;
  /** The access of this person, in a sentence. */
  about?: string | undefined;
}

export interface SignInProvider {
  id: string;
  name: string;
  /** Requests and approvals appear there under the person's own name. */
  holdsRequests: boolean;
}

export interface SignInChoicesProps {
  /** The identity providers, in the order of their buttons. */
  providers: readonly SignInProvider[];
  guest?: { name: string; about?: string | undefined } | undefined;
  people: readonly SignInPerson[];
  /** A path of this portal to come back to. */
  callbackUrl: string;
}

/**
 * The sign-in methods: a button for each identity provider, one for the guest, a card for each demo user. The first is the
 * filled one. They are scripted buttons, not forms: the page's content security policy forbids forms to other origins.
 */
export function SignInChoices({ providers, guest, people, callbackUrl }: SignInChoicesProps) {
  const [chosen, setChosen] = useState<string>();
  const [failed, setFailed] = useState<unknown>();
  const enter = async (provider: string, user?: string) => {
    setChosen(user ?? provider);
    setFailed(undefined);
    try {
      const { signIn } = await import("next-auth/react");
      await signIn(provider, { callbackUrl, ...(user ? { user } : {}) });
    } catch {
      setFailed(messages.failed);
      setChosen(undefined);
    }
  };
  return (
    <div className="space-y-6">
      {failed !== undefined && <ErrorCard title={messages.failed.title} error={failed} />}
      {providers.length > 0 && (
        <ul className="space-y-4">
          {providers.map(({ id, name, holdsRequests }, index) => (
            <li key={id}>
              <Button
                variant={index === 0 ? "primary" : "secondary"}
                className="w-full"
                pending={chosen === id}
                onClick={() => void enter(id)}
              >
                <LogIn aria-hidden />
                <span className="truncate">
                  {chosen === id ? messages.opening(name) : messages.provider(name)}
                </span>
              </Button>
              {holdsRequests && (
                <p className="mt-2 text-center text-muted-foreground text-sm">
                  {messages.requestsHelp(name)}
                </p>
              )}
            </li>
          ))}
        </ul>
      )}
      {guest && (
        <div>
          <Button
            variant={providers.length > 0 ? "secondary" : "primary"}
            className="w-full"
            pending={chosen === "guest"}
            onClick={() => void enter("guest")}
          >
            <Eye aria-hidden />
            {chosen === "guest" ? messages.signingIn : messages.guest(guest.name)}
          </Button>
          <p className="mt-2 text-center text-muted-foreground text-sm">
            {guest.about ?? messages.guestHelp}
          </p>
        </div>
      )}
      {people.length > 0 && (
        <section aria-labelledby="people">
          <h2 id="people" className="mb-2 font-medium text-muted-foreground text-sm">
            {providers.length > 0 || guest ? messages.orDemo : messages.demo}
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
          {pending ? messages.signingIn : (person.about ?? messages.signsInAs(person.user))}
        </span>
      </span>
      <ArrowRight
        aria-hidden
        className="size-4 shrink-0 text-muted-foreground transition-transform group-hover:translate-x-0.5 rtl:rotate-180"
      />
    </button>
  );
}
