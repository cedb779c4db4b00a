import { Compass } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { pageMessages } from "#components/shell/messages/pages";
import { Button } from "#components/ui/button";
import { EmptyState } from "#components/ui/state/empty-state";

export const metadata: Metadata = { title: pageMessages.titles.notFound };

const { notFound: messages } = pageMessages;

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-items-center">
      <EmptyState
        icon={Compass}
        heading="h1"
        title={messages.title}
        actions={
          <Button asChild variant="primary">
            <Link href="/catalog">{messages.action}</Link>
          </Button>
        }
      >
        {messages.description}
      </EmptyState>
    </main>
  );
}
