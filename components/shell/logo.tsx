/** The mark: a pane with one thing on display. Takes the colour of its text. */
export function Logo({ className }: { className?: string }) {
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
