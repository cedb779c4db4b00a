"use client";

import { useEffect, useRef } from "react";
import { Button } from "#components/ui/button";
import { uiMessages } from "#components/ui/messages";

/** Below a list that goes on: the next page is read when this comes near the window, or on a click. */
export function MoreRows({ readMore }: { readMore: (() => void) | undefined }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (!element || !readMore) return;
    const observer = new IntersectionObserver(
      (entries) => {
        // Several at once where the place moved several times: the last one is now.
        if (entries.at(-1)?.isIntersecting) readMore();
      },
      { rootMargin: "600px" },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [readMore]);
  return (
    <div ref={place} className="flex h-12 items-center justify-center">
      {readMore && (
        <Button size="sm" onClick={readMore}>
          {uiMessages.more}
        </Button>
      )}
    </div>
  );
}
