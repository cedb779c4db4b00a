"use client";

import { useLayoutEffect, useRef } from "react";

/** A place that holds what the last drawing gave, for handlers that stay the same so that rows need no new drawing. */
export function useLatest<T>(value: T): { readonly current: T } {
  const latest = useRef(value);
  useLayoutEffect(() => {
    latest.current = value;
  });
  return latest;
}
