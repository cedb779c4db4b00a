import { Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

/** What a person must know, in place, with what can be done about it. */
export function Notice({
  tone,
  action,
  children,
}: {
  tone: "warn" | "info";
  action?: ReactNode;
  children: ReactNode;
}) {
  const Icon = tone === "warn" ? TriangleAlert : Info;
  return (
    <div
      role="status"
      className={
        tone === "warn"
          ? "flex flex-wrap items-start gap-2.5 rounded-lg border border-warn bg-warn-tint p-3"
          : "flex flex-wrap items-start gap-2.5 rounded-lg border bg-card p-3"
      }
    >
      <Icon
        aria-hidden
        className={
          tone === "warn"
            ? "mt-0.5 size-4 shrink-0 text-warn"
            : "mt-0.5 size-4 shrink-0 text-muted-foreground"
        }
      />
      <p className="min-w-48 grow basis-0 [overflow-wrap:anywhere]">{children}</p>
      {action}
    </div>
  );
}
