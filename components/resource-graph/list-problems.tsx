import { TriangleAlert } from "lucide-react";
import { graphMessages } from "#components/resource-graph/messages";
import { InfoPopover } from "#components/ui/info-popover";

const { problems: messages } = graphMessages;

/** The problems of listing parts, so that no part is missing without a notice. */
export function ListProblems({ problems, partial }: { problems: readonly string[]; partial: boolean }) {
  const [first = messages.incomplete, ...more] = problems;
  if (!partial && problems.length === 0) return null;
  return (
    <p role="status" className="flex shrink-0 items-center gap-2 border-b px-4 py-2 text-sm text-warn">
      <TriangleAlert aria-hidden className="size-4 shrink-0" />
      <span className="min-w-0 [overflow-wrap:anywhere]">{first}</span>
      {more.length > 0 && (
        <span className="flex shrink-0 items-center gap-1">
          {messages.more(more.length)}
          <InfoPopover label={messages.all}>
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
