"use client";

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
  return (
    <html lang="en">
      <body>
        <title>Vitrine</title>
        <main>
          <PageFailure error={error} onRetry={reset} />
        </main>
      </body>
    </html>
  );
}
