"use client";

import { cn } from "#components/ui/cn";
import { useLook } from "#components/ui/page/look";

/** The mark of the portal: the platform team's, or ours, a pane with one thing on display in the colour of its text. */
export function Logo({ className }: { className?: string }) {
  const { logo } = useLook();
  // Optimized pictures are fetched by the server, which must not fetch for anyone who asks.
  // biome-ignore lint/performance/noImgElement: As above.
  if (logo !== undefined) return <img src={logo} alt="" className={cn("object-contain", className)} />;
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" className={className} fill="none">
      <rect x="2.75" y="2.75" width="18.5" height="18.5" rx="4.5" stroke="currentColor" strokeWidth="1.75" />
      <path
        d="M7 8l5 9 5-9"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
