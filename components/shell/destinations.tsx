import { Activity, Boxes, GitPullRequest, LayoutGrid, type LucideIcon, Stamp } from "lucide-react";
import { useAccessToPages } from "#components/data/queries";
import { shellMessages } from "#components/shell/messages/frame";

const { navigation: messages } = shellMessages;

export interface Destination {
  label: string;
  /** The label for narrow screens. */
  short: string;
  href: string;
  icon: LucideIcon;
  /** The second key after `g`. */
  key: string;
}

/** The pages for everybody, in the order of the navigation. */
export const destinations: readonly Destination[] = [
  { label: messages.catalog, short: messages.catalog, href: "/catalog", icon: LayoutGrid, key: "c" },
  { label: messages.resources, short: messages.resources, href: "/resources", icon: Boxes, key: "s" },
  {
    label: messages.requests,
    short: messages.requestsShort,
    href: "/requests",
    icon: GitPullRequest,
    key: "r",
  },
  { label: messages.approvals, short: messages.approvals, href: "/approvals", icon: Stamp, key: "a" },
];

/** The page for the platform team. */
export const diagnostics: Destination = {
  label: messages.diagnostics,
  short: messages.diagnostics,
  href: "/diagnostics",
  icon: Activity,
  key: "d",
};

const withDiagnostics: readonly Destination[] = [...destinations, diagnostics];

/** The main pages that the person may open. */
export function useDestinations(): readonly Destination[] {
  return useAccessToPages().data?.diagnostics ? withDiagnostics : destinations;
}

/** True when `path` is the page or lies below it. */
export function isWithin(path: string, href: string): boolean {
  return path === href || path.startsWith(`${href}/`);
}
