import { cn } from "#components/ui/cn";
import { CopyButton } from "#components/ui/copy-button";
import { uiMessages } from "#components/ui/messages";
import { type TokenKind, tokenizeYaml } from "#components/ui/text/yaml-tokens";
import { showMarks } from "#lib/manifest/direction-marks";

export interface CodeViewProps {
  code: string;
  /** The accessible name: "YAML of orders-db". */
  label: string;
  language?: "yaml" | "text";
  /** A maximum height (`max-h-96`) makes it scroll. */
  className?: string;
}

const looks: Record<TokenKind, string> = {
  key: "text-muted-foreground",
  mark: "text-muted-foreground",
  value: "",
  literal: "font-medium",
  comment: "text-muted-foreground italic",
};

/** Code to read, find in and copy. An editor would be a hundred times its size and hide lines from the browser's search. */
export function CodeView({ code, label, language = "yaml", className }: CodeViewProps) {
  return (
    <figure
      aria-label={label}
      className={cn("relative flex flex-col overflow-hidden rounded-lg border bg-card", className)}
    >
      <CopyButton
        text={code}
        label={uiMessages.copy.copy(label)}
        className="absolute end-2 top-2 z-10 bg-card"
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be in reach of the keyboard */}
      <div tabIndex={0} className="-outline-offset-2 overflow-auto rounded-lg">
        <pre className="w-max min-w-full p-4 pe-12 font-mono text-sm">
          {language === "yaml" ? <Yaml code={code} /> : showMarks(code)}
        </pre>
      </div>
    </figure>
  );
}

function Yaml({ code }: { code: string }) {
  return tokenizeYaml(showMarks(code.trimEnd())).map((line, number) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
    <code key={number} className="block min-h-5">
      {line.map((token, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: as above
        <span key={index} className={looks[token.kind]}>
          {token.text}
        </span>
      ))}
    </code>
  ));
}
