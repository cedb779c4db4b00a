import type { Metadata } from "next";
import { Logo } from "#components/shell/logo";
import { SignInChoices } from "#components/shell/sign-in-choices";
import { EmptyState } from "#components/ui/state/empty-state";
import { ErrorCard } from "#components/ui/state/error-card";
import { readCallback } from "#lib/auth/session/callback-url";
import { explainFailure } from "#lib/auth/session/sign-in-failure";
import { toPortalError } from "#lib/errors";
import { getOrigin, getSignInOptions } from "#lib/server/session/session";

export const metadata: Metadata = { title: "Sign in" };

export default async function Page({ searchParams }: PageProps<"/sign-in">) {
  const { callbackUrl, error } = await searchParams;
  return (
    <main className="mx-auto flex min-h-dvh max-w-sm flex-col justify-center gap-8 px-4 py-12">
      <div className="text-center">
        <Logo className="mx-auto size-10 text-primary" />
        <h1 className="mt-4 font-semibold text-xl">Sign in to Vitrine</h1>
        <p className="mt-1 text-muted-foreground">See what the platform offers, and ask for it.</p>
      </div>
      <WaysIn callbackUrl={callbackUrl} error={typeof error === "string" ? error : undefined} />
    </main>
  );
}

function readOptions() {
  try {
    return { options: getSignInOptions(), origin: getOrigin() };
  } catch (error) {
    const { detail, suggestion } = toPortalError(error);
    return { failure: { detail, suggestion } };
  }
}

function WaysIn({ callbackUrl, error }: { callbackUrl: unknown; error: string | undefined }) {
  const { options, origin, failure } = readOptions();
  if (failure) return <ErrorCard title="The portal is not set up" error={failure} />;
  const { gitea, guest, people } = options;
  if (!gitea && !guest && people.length === 0)
    return (
      <EmptyState title="Nobody can sign in yet" className="p-0">
        No way to sign in is switched on. Whoever installed the portal can let people in with the setting
        VITRINE_SIGN_IN, and guests with VITRINE_GUEST.
      </EmptyState>
    );
  return (
    <>
      {error !== undefined && <Failure error={error} name={gitea?.name ?? "the portal"} />}
      <SignInChoices
        gitea={gitea}
        guest={guest}
        people={people}
        callbackUrl={readCallback(callbackUrl, origin)}
      />
    </>
  );
}

function Failure({ error, name }: { error: string; name: string }) {
  const { title, detail, suggestion } = explainFailure(error, name);
  return <ErrorCard title={title} error={{ detail, suggestion }} />;
}
