"use client";

import { uiMessages } from "#components/ui/messages";
import { PageFailure } from "#components/ui/state/page-failure";
import "./globals.css";

/** Replaces the whole document when the root layout failed, so it renders the document as well. */
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
        <title>{uiMessages.product}</title>
        <main>
          <PageFailure error={error} onRetry={reset} />
        </main>
      </body>
    </html>
  );
}
