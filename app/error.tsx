"use client";

import { PageFailure } from "#components/ui/state/page-failure";

export default function PageError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <main>
      <PageFailure error={error} onRetry={reset} />
    </main>
  );
}
