/** For tests: what components read of the App Router. */
import { AppRouterContext } from "next/dist/shared/lib/app-router-context.shared-runtime";
import { PathnameContext } from "next/dist/shared/lib/hooks-client-context.shared-runtime";
import type { ReactNode } from "react";

/**
 * Its children in a page at `/` whose router calls `push`. Test files share modules, so that a mock of `next/navigation`
 * would hold for the files after it too.
 */
export function Routed({
  push = () => undefined,
  children,
}: {
  push?: (href: string) => void;
  children: ReactNode;
}) {
  const ignore = () => undefined;
  const router = {
    bfcacheId: "",
    push,
    back: ignore,
    forward: ignore,
    refresh: ignore,
    replace: ignore,
    prefetch: ignore,
  };
  return (
    <AppRouterContext value={router}>
      <PathnameContext value="/">{children}</PathnameContext>
    </AppRouterContext>
  );
}
