"use client";

import Link from "next/link";
import { destinations } from "#components/shell/destinations";
import { usePreferences } from "#components/shell/preferences";
import { usePaletteKeys } from "#components/shell/shortcuts";
import { Dialog } from "#components/ui/dialog";

interface Shortcut {
  keys: string[];
  does: string;
  single: boolean;
}

/** The list behind `?`. */
export default function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const { singleKeys } = usePreferences();
  const palette = usePaletteKeys();
  const shortcuts: Shortcut[] = [
    { keys: [palette], does: "Search everything", single: false },
    { keys: ["/"], does: "Find on this page", single: true },
    ...destinations.map(({ key, label }) => ({ keys: ["g", key], does: `Go to ${label}`, single: true })),
    { keys: ["?"], does: "This list", single: true },
    { keys: ["Esc"], does: "Close a panel or dialog", single: false },
  ];
  return (
    <Dialog open onOpenChange={onClose} title="Keyboard shortcuts">
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
        {singleKeys ? "Single keys can be switched off in " : "Single keys are switched off. Change it in "}
        <Link href="/settings" onClick={onClose} className="rounded-sm text-primary underline">
          Settings
        </Link>
        .
      </p>
    </Dialog>
  );
}
