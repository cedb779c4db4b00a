import { CircleCheck, CircleQuestionMark, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { reviewMessages } from "#components/request-form/review/messages";
import type { Preview } from "#lib/request/types";

const { checks: messages } = reviewMessages;

type Validation = Preview["validation"];

/** The checks of the portal and the cluster, with their results. ReviewStep lists the errors. */
export function ReviewChecks({ validation }: { validation: Validation }) {
  const { ok, unchecked, server } = validation;
  return (
    <div role="status" className="space-y-2">
      {ok && (
        <ul className="flex flex-wrap items-start gap-x-6 gap-y-2">
          <Passed>{messages.valid}</Passed>
          {server.state === "accepted" && <Passed>{messages.accepted}</Passed>}
          {server.unchanged && <Passed>{messages.unchanged}</Passed>}
          {server.state === "unchecked" && (
            <Check
              icon={
                <CircleQuestionMark aria-hidden className="mt-0.5 size-4 shrink-0 text-muted-foreground" />
              }
            >
              <span className="text-muted-foreground">{messages.notChecked(server.reason)}</span>
            </Check>
          )}
        </ul>
      )}
      {unchecked.length > 0 && server.state === "unchecked" && (
        <p className="text-muted-foreground text-sm">{messages.unchecked(unchecked.length)}</p>
      )}
      {server.warnings.map((warning) => (
        <p key={warning} className="flex items-start gap-2.5 rounded-lg border border-warn bg-warn-tint p-3">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warn" />
          <span className="min-w-0 [overflow-wrap:anywhere]">{messages.warning(warning)}</span>
        </p>
      ))}
    </div>
  );
}

function Passed({ children }: { children: ReactNode }) {
  return (
    <Check icon={<CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-ok" />}>{children}</Check>
  );
}

function Check({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <li className="flex min-w-0 items-start gap-2">
      {icon}
      <span className="min-w-0 [overflow-wrap:anywhere]">{children}</span>
    </li>
  );
}
