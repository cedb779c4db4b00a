import { ChevronRight } from "lucide-react";
import { CheckIcon } from "#components/platform/check-looks";
import { platformMessages } from "#components/platform/messages";
import { BreakableText } from "#components/ui/text/breakable-text";
import { CodeView } from "#components/ui/text/code-view";
import type { DiagnosticCheck, DiagnosticFix } from "#lib/api/types";

const { fix: messages } = platformMessages;

/** One requirement: its state and finding; one with a fix opens to show it. Failed ones are open. */
export function CheckRow({ check }: { check: DiagnosticCheck }) {
  const { title, state, found, fix } = check;
  if (!fix)
    return (
      <div className="flex gap-3 px-4 py-3">
        <CheckIcon state={state} className="mt-0.5" />
        <Finding title={title} found={found} />
      </div>
    );
  return (
    <details open={state === "failed"} className="group">
      <summary className="-outline-offset-2 flex cursor-pointer list-none gap-3 rounded-lg px-4 py-3 hover:bg-muted [&::-webkit-details-marker]:hidden">
        <CheckIcon state={state} className="mt-0.5" />
        <Finding title={title} found={found} />
        <ChevronRight
          aria-hidden
          className="mt-0.5 size-4 shrink-0 text-muted-foreground transition-transform group-open:rotate-90 rtl:rotate-180 rtl:group-open:rotate-90"
        />
      </summary>
      <Fix title={title} fix={fix} />
    </details>
  );
}

function Finding({ title, found }: { title: string; found: string }) {
  return (
    <span className="min-w-0 grow">
      <span className="block font-medium">{title}</span>
      <span className="block max-w-[80ch] text-muted-foreground text-sm [overflow-wrap:anywhere]">
        <BreakableText text={found} />
      </span>
    </span>
  );
}

function Fix({ title, fix: { text, code, docs } }: { title: string; fix: DiagnosticFix }) {
  return (
    <div className="space-y-2 px-4 pb-4 text-sm md:ps-11">
      <p className="max-w-[80ch]">
        <span className="font-medium">{messages.title}: </span>
        {text}
      </p>
      {code !== undefined && <CodeView code={code} label={messages.code(title)} language="text" />}
      {docs !== undefined && <p className="text-muted-foreground">{messages.docs(docs)}</p>}
    </div>
  );
}
