import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

const merge = extendTailwindMerge({
  extend: { theme: { spacing: ["control", "row", "header", "bottom-bar"] } },
});

/** Joins class names; of two that set the same property the later one wins. */
export function cn(...names: ClassValue[]): string {
  return merge(clsx(names));
}
