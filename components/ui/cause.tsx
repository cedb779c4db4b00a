import { cn } from "#components/ui/cn";
import { stateLooks, type Tone, toneText } from "#components/ui/state-badge";
import type { Health } from "#lib/kubernetes/types";

const edges: Record<Tone, string> = {
  ok: "border-border",
  busy: "border-border",
  warn: "border-warn bg-warn-tint",
  fail: "border-fail bg-fail-tint",
  idle: "border-border",
};

/** The one sentence about how it stands: the cause when something is wrong, else what happens next. */
export function Cause({ health, next }: { health: Health; next?: string | undefined }) {
  const { icon: Icon, tone } = stateLooks[health.state];
  if (!health.message && !next) return null;
  return (
    <div
      role={tone === "fail" ? "alert" : undefined}
      className={cn("flex gap-3 rounded-lg border bg-card p-4", edges[tone])}
    >
      <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", toneText[tone])} />
      <div className="min-w-0">
        {health.message && (
          <p className="max-w-[72ch] font-medium [overflow-wrap:anywhere]">{health.message}</p>
        )}
        {next && <p className="max-w-[72ch] text-muted-foreground text-sm">{next}</p>}
      </div>
    </div>
  );
}
