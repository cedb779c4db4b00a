import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "#components/ui/cn";

export interface EmptyStateProps {
  icon?: LucideIcon;
  /** The state: "No offers match ‘redis’". */
  title: string;
  /** The next step. */
  children?: ReactNode;
  /** At most two buttons. */
  actions?: ReactNode;
  /** Of a page that has no other heading. */
  heading?: "h1" | "h2";
  className?: string;
}

/** An empty state with its next step. */
export function EmptyState({
  icon: Icon,
  title,
  children,
  actions,
  heading: Heading = "h2",
  className,
}: EmptyStateProps) {
  return (
    <div className={cn("flex flex-col items-center px-6 py-12 text-center", className)}>
      {Icon && <Icon aria-hidden strokeWidth={1.5} className="mb-4 size-8 text-muted-foreground" />}
      <Heading className="font-semibold text-lg">{title}</Heading>
      {children && <p className="mt-1 max-w-[48ch] text-balance text-muted-foreground">{children}</p>}
      {actions && <div className="mt-5 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}
