/** As high as the header and the tabs leave of the window, whatever it holds: nothing shifts when the graph comes. */
export const frameHeight = "h-[calc(100dvh-var(--header)-7.5rem-var(--bottom-bar))] min-h-120";

/** The same for a table, which may be longer: the page scrolls it. */
export const frameMinimum = "min-h-[max(calc(100dvh-var(--header)-7.5rem-var(--bottom-bar)),30rem)]";
