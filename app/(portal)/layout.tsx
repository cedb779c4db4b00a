import type { ReactNode } from "react";
import { Prefetched } from "#components/data/prefetched";
import { DataProviders } from "#components/data/providers";
import { queryKeys } from "#components/data/topics";
import { Shell } from "#components/shell/shell";
import { ErrorCard } from "#components/ui/state/error-card";
import { describeMe } from "#lib/api/me";
import { type ErrorCode, isPortalError } from "#lib/errors";
import { requireIdentity } from "#lib/server/session/session";
import { readStatus } from "#lib/server/status";

const TITLES = new Map<ErrorCode, string>([
  ["misconfigured", "The portal is not set up"],
  ["git-unavailable", "The portal cannot see who you are now"],
]);

/** Whoever is not signed in is sent to sign in. What each person may see is decided where it is read. */
export default async function PortalLayout({ children }: { children: ReactNode }) {
  const { identity, failure } = await findIdentity();
  if (failure)
    return (
      <main className="mx-auto grid min-h-dvh max-w-xl content-center p-4">
        <ErrorCard title={failure.title} error={failure} />
      </main>
    );
  return (
    <DataProviders>
      <Prefetched
        queries={[
          { queryKey: queryKeys.me, read: async () => describeMe(identity) },
          { queryKey: queryKeys.status, read: readStatus },
        ]}
      >
        <Shell>{children}</Shell>
      </Prefetched>
    </DataProviders>
  );
}

/** A portal that is set up wrongly, or cannot ask who someone is, says what to do to whoever opens it. */
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
