"use client";

import { useEffect } from "react";
import { PageFailure } from "#components/shell/page-failure";

export default function PageError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  useEffect(() => console.error(error), [error]);
  return (
    <main>
      <PageFailure reference={error.digest} onRetry={reset} />
    </main>
  );
}
