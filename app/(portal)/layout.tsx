import type { ReactNode } from "react";
import { Prefetched } from "#components/data/prefetched";
import { DataProviders } from "#components/data/providers";
import { queryKeys } from "#components/data/topics";
import { pageMessages } from "#components/shell/messages/pages";
import { Shell } from "#components/shell/shell";
import { ErrorCard } from "#components/ui/state/error-card";
import { describeMe } from "#lib/api/me";
import { type ErrorCode, isPortalError } from "#lib/errors";
import { requireIdentity } from "#lib/server/session/session";
import { readStatus } from "#lib/server/status";
import { readAccessToPages } from "#lib/server/use-cases/diagnostics";

const TITLES = new Map<ErrorCode, string>([
  ["misconfigured", pageMessages.signIn.notSetUp],
  ["git-unavailable", pageMessages.signIn.unknownIdentity],
  ["sign-in-unavailable", pageMessages.signIn.unknownIdentity],
]);

/** Redirects to the sign-in page without a session. Each read checks the access of the person itself. */
export default async function PortalLayout({ children }: { children: ReactNode }) {
  const { identity, failure } = await findIdentity();
  if (failure)
    return (
      <main className="mx-auto grid min-h-dvh max-w-xl content-center p-4">
        <ErrorCard title={failure.title} error={failure} />
      </main>
    );
  // The frame would ask for what a person with the setup code may not see.
  if (identity.via === "setup")
    return (
      <DataProviders>
        <main>{children}</main>
      </DataProviders>
    );
  return (
    <DataProviders>
      <Prefetched
        queries={[
          { queryKey: queryKeys.me, read: async () => describeMe(identity) },
          { queryKey: queryKeys.status, read: readStatus },
          { queryKey: queryKeys.access, read: () => readAccessToPages(identity) },
        ]}
      >
        <Shell>{children}</Shell>
      </Prefetched>
    </DataProviders>
  );
}

/** The signed-in person; or, where the portal is misconfigured or the identity provider is unreachable, the error with its next step. */
async function findIdentity() {
  try {
    return { identity: await requireIdentity() };
  } catch (error) {
    if (!isPortalError(error)) throw error;
    const title = TITLES.get(error.code);
    if (title === undefined) throw error;
    return { failure: { title, detail: error.detail, suggestion: error.suggestion } };
  }
}
