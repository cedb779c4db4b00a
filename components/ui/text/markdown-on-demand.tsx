"use client";

import { lazy, Suspense } from "react";
import { cn } from "#components/ui/cn";
import type { MarkdownProps } from "#components/ui/text/markdown";
import { showMarks } from "#lib/manifest/direction-marks";

const Markdown = lazy(async () => ({ default: (await import("#components/ui/text/markdown")).Markdown }));

/** Markdown whose parser is loaded when the text is first shown. The person can read the plain text until then. */
export function MarkdownOnDemand({ text, className }: MarkdownProps) {
  const plain = cn("max-w-[72ch] whitespace-pre-line [overflow-wrap:anywhere]", className);
  return (
    <Suspense fallback={<p className={plain}>{showMarks(text)}</p>}>
      <Markdown text={text} className={className} />
    </Suspense>
  );
}
