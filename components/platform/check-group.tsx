import { ChevronRight } from "lucide-react";
import { CheckIcon, sortByState } from "#components/platform/check-looks";
import { CheckRow } from "#components/platform/check-row";
import { platformMessages } from "#components/platform/messages";
import { Card, CardHeader } from "#components/ui/card";
import type { DiagnosticCheck, DiagnosticGroup } from "#lib/api/types";

const { group: messages } = platformMessages;
/** Groups with so few checks show all of them. */
const FEW = 2;

/** The checks of one subject: those that need attention first, and the others folded. */
export function CheckGroup({ group: { id, title, checks } }: { group: DiagnosticGroup }) {
  const open = sortByState(checks.filter(({ state }) => state !== "ok"));
  const ok = checks.filter(({ state }) => state === "ok");
  return (
    <Card aria-labelledby={`group-${id}`}>
      <CardHeader title={title} id={`group-${id}`} />
      <ul className="divide-y border-t">
        {open.map((check) => (
          <li key={check.id}>
            <CheckRow check={check} />
          </li>
        ))}
        {ok.length > FEW ? (
          <li>
            <Folded checks={ok} label={(open.length > 0 ? messages.restOk : messages.allOk)(ok.length)} />
          </li>
        ) : (
          ok.map((check) => (
            <li key={check.id}>
              <CheckRow check={check} />
            </li>
          ))
        )}
      </ul>
    </Card>
  );
}

function Folded({ checks, label }: { checks: readonly DiagnosticCheck[]; label: string }) {
  return (
    <details className="group">
      <summary className="-outline-offset-2 flex cursor-pointer list-none items-center gap-3 rounded-lg px-4 py-3 text-muted-foreground text-sm hover:bg-muted [&::-webkit-details-marker]:hidden">
        <CheckIcon state="ok" hasText />
        <span className="grow">{label}</span>
        <ChevronRight
          aria-hidden
          className="size-4 shrink-0 transition-transform group-open:rotate-90 rtl:rotate-180 rtl:group-open:rotate-90"
        />
      </summary>
      <ul className="divide-y border-t">
        {checks.map((check) => (
          <li key={check.id}>
            <CheckRow check={check} />
          </li>
        ))}
      </ul>
    </details>
  );
}
