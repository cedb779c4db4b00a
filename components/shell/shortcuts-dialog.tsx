"use client";

import Link from "next/link";
import { useDestinations } from "#components/shell/destinations";
import { pageMessages } from "#components/shell/messages/pages";
import { usePreferences } from "#components/shell/preferences";
import { usePaletteKeys } from "#components/shell/shortcuts";
import { Dialog } from "#components/ui/dialog";

const { shortcuts: messages } = pageMessages;

interface Shortcut {
  keys: string[];
  does: string;
  single: boolean;
}

/** The list of shortcuts, which `?` opens. */
export default function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const { singleKeys } = usePreferences();
  const palette = usePaletteKeys();
  const destinations = useDestinations();
  const shortcuts: Shortcut[] = [
    { keys: [palette], does: messages.search, single: false },
    { keys: ["/"], does: messages.find, single: true },
    ...destinations.map(({ key, label }) => ({ keys: ["g", key], does: messages.goTo(label), single: true })),
    { keys: ["?"], does: messages.list, single: true },
    { keys: ["Esc"], does: messages.close, single: false },
  ];
  return (
    <Dialog open onOpenChange={onClose} title={messages.title}>
      <dl className="divide-y">
        {shortcuts.map(({ keys, does, single }) => (
          <div key={does} className="flex min-h-10 items-center justify-between gap-4">
            <dt className={single && !singleKeys ? "text-muted-foreground line-through" : ""}>{does}</dt>
            <dd className="flex gap-1">
              {keys.map((key) => (
                <kbd
                  key={key}
                  className="min-w-6 rounded-sm border border-input bg-muted px-1.5 text-center font-sans text-xs leading-5"
                >
                  {key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <p className="text-muted-foreground text-sm">
        {singleKeys ? messages.turnOff : messages.turnOn}
        <Link href="/settings" onClick={onClose} className="rounded-sm text-primary underline">
          {messages.settings}
        </Link>
        .
      </p>
    </Dialog>
  );
}
