import type { Metadata } from "next";
import { Prefetched } from "#components/data/prefetched";
import { queryKeys } from "#components/data/topics";
import { DiagnosticsPage } from "#components/platform/diagnostics-page";
import { pageMessages } from "#components/shell/messages/pages";
import { requireIdentity } from "#lib/server/session/session";
import { readDiagnostics } from "#lib/server/use-cases/diagnostics";

export const metadata: Metadata = { title: pageMessages.titles.diagnostics };

export default async function Page() {
  const identity = await requireIdentity();
  return (
    <Prefetched queries={[{ queryKey: queryKeys.diagnostics, read: () => readDiagnostics(identity) }]}>
      <DiagnosticsPage />
    </Prefetched>
  );
}
