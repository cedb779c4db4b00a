import type { LucideIcon } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "#components/ui/cn";

/** A surface with a hairline. Cards do not nest. */
export function Card({ className, ...rest }: ComponentProps<"section">) {
  return <section className={cn("min-w-0 rounded-lg border bg-card", className)} {...rest} />;
}

/** Heading line of a card, with room for an action at its end. */
export function CardHeader({ title, children, id }: { title: ReactNode; children?: ReactNode; id?: string }) {
  return (
    <div className="flex min-h-13 items-center justify-between gap-3 px-4 py-2">
      <h2 id={id} className="font-semibold text-base">
        {title}
      </h2>
      {children}
    </div>
  );
}

/** A note at the end of a card, or a card's only content. */
export function CardNote({ icon: Icon, children }: { icon: LucideIcon; children: ReactNode }) {
  return (
    <p className="flex items-start gap-2.5 border-t p-4 text-sm first:border-t-0">
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-warn" />
      {children}
    </p>
  );
}
