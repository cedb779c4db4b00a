import type { ComponentProps } from "react";
import { cn } from "#components/ui/cn";

/** Maxima of the grid, with the padding around them. */
export const pageWidths = {
  form: "max-w-[calc(640px+4rem)]",
  review: "max-w-[calc(1120px+4rem)]",
  catalog: "max-w-[calc(1600px+4rem)]",
  full: "",
};

export type PageWidth = keyof typeof pageWidths;

/** What stands below the header, on the grid: padding 16, 24, 32 and the width of its kind of page. */
export function PageBody({
  width = "review",
  className,
  ...rest
}: ComponentProps<"div"> & { width?: PageWidth }) {
  return (
    <div className={cn("mx-auto w-full px-4 py-6 md:px-6 xl:px-8", pageWidths[width], className)} {...rest} />
  );
}
