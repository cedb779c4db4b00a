"use client";

import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { Popover } from "radix-ui";
import { memo, useState } from "react";
import { catalogMessages } from "#components/catalog/messages";
import { offerHref } from "#components/catalog/offer-href";
import { Button } from "#components/ui/button";
import { SearchableList } from "#components/ui/combobox";
import { disambiguateTitles } from "#lib/catalog/duplicate-titles";
import type { CatalogEntry } from "#lib/catalog/types";

const { newRequest: messages } = catalogMessages;

/** A list of the offers that leads from the catalog straight to a form. */
export const NewRequest = memo(function NewRequest({ entries }: { entries: readonly CatalogEntry[] }) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const apart = disambiguateTitles(entries);
  const options = entries
    .filter((entry) => entry.requestable)
    .map((entry) => ({
      value: entry.id,
      label: entry.title,
      description: [apart.get(entry.id), entry.owner].filter(Boolean).join(" · "),
    }));
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <Button variant="primary" disabledReason={options.length === 0 ? messages.disabled : undefined}>
          <Plus aria-hidden />
          {messages.button}
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={6}
          collisionPadding={8}
          aria-label={messages.label}
          className="z-50 flex max-h-[min(24rem,var(--radix-popover-content-available-height))] w-80 max-w-[calc(100vw-1rem)] animate-appear flex-col overflow-hidden rounded-md bg-popover shadow-overlay"
        >
          <SearchableList
            options={options}
            value={undefined}
            onChoose={(id) => router.push(`${offerHref(id)}/new`)}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
});
