import { TriangleAlert } from "lucide-react";
import { InfoPopover } from "#components/ui/info-popover";

/** What could not be listed, in words: nothing is left out in silence. */
export function Unlisted({ problems, partial }: { problems: readonly string[]; partial: boolean }) {
  const [first = "Not everything could be listed: parts may be missing.", ...more] = problems;
  if (!partial && problems.length === 0) return null;
  return (
    <p role="status" className="flex shrink-0 items-center gap-2 border-b px-4 py-2 text-sm text-warn">
      <TriangleAlert aria-hidden className="size-4 shrink-0" />
      <span className="min-w-0 [overflow-wrap:anywhere]">{first}</span>
      {more.length > 0 && (
        <span className="flex shrink-0 items-center gap-1">
          and {more.length} more
          <InfoPopover label="What could not be listed">
            {() => (
              <ul className="space-y-2">
                {problems.map((problem) => (
                  <li key={problem}>{problem}</li>
                ))}
              </ul>
            )}
          </InfoPopover>
        </span>
      )}
    </p>
  );
}
