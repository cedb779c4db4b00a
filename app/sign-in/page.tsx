import type { Metadata } from "next";
import { Logo } from "#components/shell/logo";
import { SignInChoices } from "#components/shell/sign-in-choices";
import { EmptyState } from "#components/ui/empty-state";
import { getSignInOptions } from "#lib/server/session";

export const metadata: Metadata = { title: "Sign in" };

/** Only a path of our own: an address given in a link must not lead elsewhere after sign-in. */
function readCallback(value: string | string[] | undefined): string {
  const path = typeof value === "string" ? value : "/";
  return /^\/(?![/\\])/.test(path) && !path.startsWith("/sign-in") ? path : "/catalog";
}

export default async function Page({ searchParams }: PageProps<"/sign-in">) {
  const { callbackUrl, error } = await searchParams;
  const { guest, people } = getSignInOptions();
  return (
    <main className="mx-auto flex min-h-dvh max-w-sm flex-col justify-center gap-8 px-4 py-12">
      <div className="text-center">
        <Logo className="mx-auto size-10 text-primary" />
        <h1 className="mt-4 font-semibold text-xl">Sign in to Vitrine</h1>
        <p className="mt-1 text-muted-foreground">See what the platform offers, and ask for it.</p>
      </div>
      {error && (
        <p role="alert" className="rounded-lg border border-fail bg-card p-4 text-sm">
          That did not work: this person may not sign in here any more. Choose again.
        </p>
      )}
      {guest || people.length > 0 ? (
        <SignInChoices guest={guest} people={people} callbackUrl={readCallback(callbackUrl)} />
      ) : (
        <EmptyState title="Nobody can sign in yet">
          No way to sign in is switched on. Whoever installed the portal can add one: guests are switched on
          with VITRINE_GUEST.
        </EmptyState>
      )}
    </main>
  );
}
