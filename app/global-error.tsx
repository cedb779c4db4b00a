"use client";

import { useEffect } from "react";
import { PageFailure } from "#components/shell/page-failure";
import "./globals.css";

/** Stands for the whole document when the root layout itself failed, so it brings the document along. */
export default function GlobalError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  useEffect(() => console.error(error), [error]);
  return (
    <html lang="en">
      <body>
        <title>Vitrine</title>
        <main>
          <PageFailure reference={error.digest} onRetry={reset} />
        </main>
      </body>
    </html>
  );
}
