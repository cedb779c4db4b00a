import type { Metadata } from "next";
import { SetupSignIn, TerminalSignIn } from "#components/shell/link-sign-in";
import { Logo } from "#components/shell/logo";
import { pageMessages } from "#components/shell/messages/pages";
import { SignInChoices } from "#components/shell/sign-in-choices";
import { uiMessages } from "#components/ui/messages";
import { ErrorCard } from "#components/ui/state/error-card";
import { readCallback } from "#lib/auth/session/callback-url";
import { explainFailure } from "#lib/auth/session/sign-in-failure";
import { toPortalError } from "#lib/errors";
import { getLook, getOrigin, getSignInOptions, needsSetup } from "#lib/server/session/session";

export const metadata: Metadata = { title: pageMessages.titles.signIn };

const { signIn: messages } = pageMessages;

export default async function Page({ searchParams }: PageProps<"/sign-in">) {
  const { callbackUrl, error, provider } = await searchParams;
  return (
    <main className="mx-auto flex min-h-dvh max-w-sm flex-col justify-center gap-8 px-4 py-12">
      <div className="text-center">
        <Logo className="mx-auto size-10 text-primary" />
        <h1 className="mt-4 font-semibold text-xl">{messages.title(getLook().name ?? uiMessages.product)}</h1>
        <p className="mt-1 text-muted-foreground">{messages.description}</p>
      </div>
      <SignInMethods
        callbackUrl={callbackUrl}
        error={typeof error === "string" ? error : undefined}
        used={provider}
      />
    </main>
  );
}

function readOptions() {
  try {
    return { options: getSignInOptions(), origin: getOrigin(), isSetup: needsSetup() };
  } catch (error) {
    const { detail, suggestion } = toPortalError(error);
    return { failure: { detail, suggestion } };
  }
}

interface SignInMethodsProps {
  callbackUrl: unknown;
  error: string | undefined;
  /** The id of the provider that the sign-in failed with. */
  used: unknown;
}

function SignInMethods({ callbackUrl, error, used }: SignInMethodsProps) {
  const { options, origin, failure, isSetup } = readOptions();
  if (failure) return <ErrorCard title={messages.notSetUp} error={failure} />;
  if (isSetup) return <SetupSignIn />;
  const { providers, guest, people, hasLink } = options;
  const one = providers.find(({ id }) => id === used);
  const callback = readCallback(callbackUrl, origin);
  return (
    <>
      {error !== undefined && <Failure error={error} name={one?.name ?? messages.portal} origin={origin} />}
      {hasLink && <TerminalSignIn callbackUrl={callback} />}
      <SignInChoices providers={providers} guest={guest} people={people} callbackUrl={callback} />
    </>
  );
}

function Failure({ error, name, origin }: { error: string; name: string; origin: string }) {
  const { title, detail, suggestion } = explainFailure(error, { name, origin });
  return <ErrorCard title={title} error={{ detail, suggestion }} />;
}
