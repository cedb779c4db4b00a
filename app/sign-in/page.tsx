import type { Metadata } from "next";
import { Logo } from "#components/shell/logo";
import { SignInChoices } from "#components/shell/sign-in-choices";
import { EmptyState } from "#components/ui/empty-state";
import { ErrorCard } from "#components/ui/error-card";
import { toPortalError } from "#lib/errors";
import { getSignInOptions } from "#lib/server/session";

export const metadata: Metadata = { title: "Sign in" };

/** Only a path of our own: an address given in a link must not lead elsewhere after sign-in. */
function readCallback(value: string | string[] | undefined): string {
  const path = typeof value === "string" ? value : "/";
  return /^\/(?![/\\])/.test(path) && !path.startsWith("/sign-in") ? path : "/catalog";
}

export default async function Page({ searchParams }: PageProps<"/sign-in">) {
  const { callbackUrl, error } = await searchParams;
  return (
    <main className="mx-auto flex min-h-dvh max-w-sm flex-col justify-center gap-8 px-4 py-12">
      <div className="text-center">
        <Logo className="mx-auto size-10 text-primary" />
        <h1 className="mt-4 font-semibold text-xl">Sign in to Vitrine</h1>
        <p className="mt-1 text-muted-foreground">See what the platform offers, and ask for it.</p>
      </div>
      {error && (
        <ErrorCard
          title="You are not signed in"
          error={{
            detail: "This person may not sign in here any more.",
            suggestion: "Choose again, or ask whoever runs the portal.",
          }}
        />
      )}
      <WaysIn callbackUrl={readCallback(callbackUrl)} />
    </main>
  );
}

function readOptions() {
  try {
    return { options: getSignInOptions() };
  } catch (error) {
    const { detail, suggestion } = toPortalError(error);
    return { failure: { detail, suggestion } };
  }
}

function WaysIn({ callbackUrl }: { callbackUrl: string }) {
  const { options, failure } = readOptions();
  if (failure) return <ErrorCard title="The portal is not set up" error={failure} />;
  if (!options.guest && options.people.length === 0)
    return (
      <EmptyState title="Nobody can sign in yet" className="p-0">
        No way to sign in is switched on. Whoever installed the portal can let guests in with the setting
        VITRINE_GUEST.
      </EmptyState>
    );
  return <SignInChoices guest={options.guest} people={options.people} callbackUrl={callbackUrl} />;
}
