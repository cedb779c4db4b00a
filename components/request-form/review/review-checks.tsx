import { CircleCheck, CircleQuestionMark, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import type { Preview } from "#lib/request/types";

type Validation = Preview["validation"];

/** Which checks were made and how they ended; objections themselves are said elsewhere. */
export function ReviewChecks({ validation }: { validation: Validation }) {
  const { ok, unchecked, server } = validation;
  return (
    <div role="status" className="space-y-2">
      {ok && (
        <ul className="flex flex-wrap items-start gap-x-6 gap-y-2">
          <Passed>The form is right</Passed>
          {server.state === "accepted" && <Passed>The cluster accepts it</Passed>}
          {server.state === "unchecked" && (
            <Check
              icon={
                <CircleQuestionMark aria-hidden className="mt-0.5 size-4 shrink-0 text-muted-foreground" />
              }
            >
              <span className="text-muted-foreground">Not checked by the cluster: {server.reason}</span>
            </Check>
          )}
        </ul>
      )}
      {unchecked.length > 0 && server.state === "unchecked" && (
        <p className="text-muted-foreground text-sm">{sayUnchecked(unchecked)}</p>
      )}
      {server.warnings.map((warning) => (
        <p key={warning} className="flex items-start gap-2.5 rounded-lg border border-warn bg-warn-tint p-3">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warn" />
          <span className="min-w-0 [overflow-wrap:anywhere]">The cluster remarks: {warning}</span>
        </p>
      ))}
    </div>
  );
}

function sayUnchecked({ length }: Validation["unchecked"]): string {
  return length === 1 ? "1 rule is checked by the cluster." : `${length} rules are checked by the cluster.`;
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
