import { Compass } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { Button } from "#components/ui/button";
import { EmptyState } from "#components/ui/state/empty-state";

export const metadata: Metadata = { title: "Not here" };

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-items-center">
      <EmptyState
        icon={Compass}
        heading="h1"
        title="There is no page at this address"
        actions={
          <Button asChild variant="primary">
            <Link href="/catalog">Go to the catalog</Link>
          </Button>
        }
      >
        The link may be old, or mistyped. What you look for may be in the catalog or among your requests.
      </EmptyState>
    </main>
  );
}
