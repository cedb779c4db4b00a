import { PencilLine, Trash2 } from "lucide-react";
import { bulkMessages as messages } from "#components/resources/bulk/messages";
import { Button } from "#components/ui/button";
import type { ResourceSummary } from "#lib/api/types";

/** Resources that one review takes. */
export const MOST_SELECTED = 100;

interface BulkBarProps {
  selected: readonly ResourceSummary[];
  onRemove: () => void;
  onChange: () => void;
  onClear: () => void;
}

/** What can be done with the selected resources; always in view. */
export function BulkBar({ selected, onRemove, onChange, onClear }: BulkBarProps) {
  const count = selected.length;
  const isOneOffer = new Set(selected.map(({ entry }) => entry)).size === 1;
  const excess = count > MOST_SELECTED ? messages.tooMany(MOST_SELECTED) : undefined;
  return (
    <section
      aria-label={messages.bar}
      className="sticky bottom-4 z-10 flex flex-wrap items-center gap-3 rounded-lg border bg-popover px-4 py-2 shadow-overlay max-md:bottom-[calc(var(--bottom-bar)+0.5rem)]"
    >
      <span role="status" className="font-medium tabular-nums">
        {messages.selected(count)}
      </span>
      <Button
        size="sm"
        disabledReason={excess ?? (isOneOffer ? undefined : messages.severalOffers)}
        onClick={onChange}
      >
        <PencilLine aria-hidden />
        {messages.change}
      </Button>
      <Button size="sm" disabledReason={excess} onClick={onRemove}>
        <Trash2 aria-hidden />
        {messages.remove}
      </Button>
      <Button size="sm" variant="ghost" className="ms-auto" onClick={onClear}>
        {messages.clear}
      </Button>
    </section>
  );
}
