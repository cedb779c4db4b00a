import { requestMessages } from "#components/requests/messages/request";
import { cn } from "#components/ui/cn";
import { CopyButton } from "#components/ui/copy-button";
import { BreakableText } from "#components/ui/text/breakable-text";
import { splitUnifiedDiff } from "#lib/manifest/diff/unified-diff";
import { showMarks } from "#lib/manifest/direction-marks";

type LineKind = "added" | "removed" | "gap" | "same";

const looks: Record<LineKind, string> = {
  added: "bg-ok-tint",
  removed: "bg-fail-tint",
  gap: "text-muted-foreground",
  same: "",
};

function lineKind(line: string): LineKind {
  if (line === "⋯") return "gap";
  if (line.startsWith("+")) return "added";
  return line.startsWith("-") ? "removed" : "same";
}

/** The body of a unified diff, without the file header; "⋯" stands for the gap between two hunks. */
function bodyLines(diff: string): string[] {
  const lines = diff.trimEnd().split("\n");
  const start = lines.findIndex((line) => line.startsWith("@@"));
  return lines.slice(start + 1).map((line) => (line.startsWith("@@") ? "⋯" : line));
}

interface DiffProps {
  diff: string;
  path: string;
}

/** A unified diff, with + and − as well as colour. Each further file of a request has its own. */
export function YamlDiff({ diff, path }: DiffProps) {
  const files = splitUnifiedDiff(diff);
  if (files.length < 2) return <FileDiff diff={diff} path={path} />;
  return (
    <div className="space-y-3">
      {files.map((file) => (
        <FileDiff key={file.path} {...file} />
      ))}
    </div>
  );
}

function FileDiff({ diff, path }: DiffProps) {
  return (
    <figure
      aria-label={requestMessages.diff.label(path)}
      className="relative overflow-hidden rounded-lg border bg-card"
    >
      <figcaption className="border-b py-2 ps-4 pe-12 font-mono text-muted-foreground text-sm [overflow-wrap:anywhere]">
        <BreakableText text={path} />
      </figcaption>
      <CopyButton text={diff} label={requestMessages.diff.copy} className="absolute end-2 top-1 bg-card" />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be in reach of the keyboard */}
      <div tabIndex={0} className="-outline-offset-2 overflow-auto">
        <pre className="w-max min-w-full py-3 font-mono text-sm">
          {bodyLines(diff).map((line, number) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
            <code key={number} className={cn("block min-h-5 px-4", looks[lineKind(line)])}>
              {showMarks(line)}
            </code>
          ))}
        </pre>
      </div>
    </figure>
  );
}
