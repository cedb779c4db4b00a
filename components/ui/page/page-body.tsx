import type { ComponentProps } from "react";
import { cn } from "#components/ui/cn";

/** Maxima of the grid. */
const maxima = {
  form: "max-w-160",
  review: "max-w-280",
  catalog: "max-w-400",
  full: "",
};

export type PageWidth = keyof typeof maxima;

export interface PageFrameProps extends ComponentProps<"div"> {
  width?: PageWidth;
}

/** The grid's padding and width. Every page starts at the same left edge, however wide it is; on the widest screens the
 * whole frame is in the middle. */
export function PageFrame({ width = "review", className, children, ...rest }: PageFrameProps) {
  return (
    <div className={cn("mx-auto w-full px-4 md:px-6 xl:px-8", width !== "full" && "max-w-416")} {...rest}>
      <div className={cn("w-full", maxima[width], className)}>{children}</div>
    </div>
  );
}

/** The content below the header. */
export function PageBody({ className, ...rest }: PageFrameProps) {
  return <PageFrame className={cn("py-6", className)} {...rest} />;
}
