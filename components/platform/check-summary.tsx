import { CHECK_STATES, CheckIcon } from "#components/platform/check-looks";
import { platformMessages } from "#components/platform/messages";
import type { DiagnosticCheck } from "#lib/api/types";

const { summary: messages } = platformMessages;

/** How many requirements need the person, in one line with the number of checks by state. */
export function CheckSummary({ checks }: { checks: readonly DiagnosticCheck[] }) {
  const count = (state: DiagnosticCheck["state"]) => checks.filter((check) => check.state === state).length;
  const todo = count("failed") + count("warning");
  const worst = CHECK_STATES.find((state) => state !== "unknown" && count(state) > 0) ?? "ok";
  return (
    <section aria-label={messages.label} className="flex flex-wrap items-center gap-x-6 gap-y-2">
      <div className="flex min-w-0 grow items-start gap-3">
        <CheckIcon state={worst} hasText className="mt-0.5 size-5" />
        <div role="status" className="min-w-0">
          <p className="font-semibold text-base">{todo > 0 ? messages.todo(todo) : messages.done}</p>
          <p className="text-muted-foreground text-sm">
            {todo > 0 ? messages.todoDetail : messages.doneDetail}
          </p>
        </div>
      </div>
      <ul className="flex flex-wrap gap-x-4 gap-y-1 text-sm tabular-nums max-md:ps-8">
        {CHECK_STATES.filter((state) => count(state) > 0).map((state) => (
          <li key={state} className="flex items-center gap-1.5">
            <CheckIcon state={state} hasText />
            {messages.states[state](count(state))}
          </li>
        ))}
      </ul>
    </section>
  );
}
