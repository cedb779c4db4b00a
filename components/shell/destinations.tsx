import { GitPullRequest, LayoutGrid, type LucideIcon, Stamp } from "lucide-react";

export interface Destination {
  label: string;
  /** Where room is short. */
  short: string;
  href: string;
  icon: LucideIcon;
  /** The second key after `g`. */
  key: string;
}

/** The main places of the portal, in the order of the navigation. */
export const destinations: readonly Destination[] = [
  { label: "Catalog", short: "Catalog", href: "/catalog", icon: LayoutGrid, key: "c" },
  { label: "My requests", short: "Requests", href: "/requests", icon: GitPullRequest, key: "r" },
  { label: "Approvals", short: "Approvals", href: "/approvals", icon: Stamp, key: "a" },
];

/** True when `path` is the place or lies below it. */
export function isWithin(path: string, href: string): boolean {
  return path === href || path.startsWith(`${href}/`);
}
