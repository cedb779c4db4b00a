import type { ComponentProps } from "react";
import { cn } from "#components/ui/cn";

const widths = {
  form: "max-w-[calc(640px+4rem)]",
  review: "max-w-[calc(1120px+4rem)]",
  catalog: "max-w-[calc(1600px+4rem)]",
  full: "",
};

/** What stands below the header, on the grid: padding 16, 24, 32 and the width of its kind of page. */
export function PageBody({
  width = "review",
  className,
  ...rest
}: ComponentProps<"div"> & { width?: keyof typeof widths }) {
  return <div className={cn("w-full px-4 py-6 md:px-6 xl:px-8", widths[width], className)} {...rest} />;
}
