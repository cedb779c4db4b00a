import { Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "#components/ui/cn";

/** A notice inside the page, with an optional action. */
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
      className={cn(
        "flex flex-wrap items-start gap-2.5 rounded-lg border p-3",
        tone === "warn" ? "border-warn bg-warn-tint" : "bg-card",
      )}
    >
      <Icon
        aria-hidden
        className={cn(
          "size-4 shrink-0",
          action ? "mt-1.5" : "mt-0.5",
          tone === "warn" ? "text-warn" : "text-muted-foreground",
        )}
      />
      <p className={cn("min-w-48 grow basis-0 [overflow-wrap:anywhere]", action && "py-1")}>{children}</p>
      {action}
    </div>
  );
}
