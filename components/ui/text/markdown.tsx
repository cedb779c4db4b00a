import ReactMarkdown, { type Components } from "react-markdown";
import { cn } from "#components/ui/cn";
import { showHtmlAsText } from "#lib/form/convert/description-html";
import { showMarks } from "#lib/manifest/direction-marks";

// The page has its own h1 and h2: a description's headings start below.
const components: Components = {
  h1: ({ children }) => <h3>{children}</h3>,
  h2: ({ children }) => <h3>{children}</h3>,
  h3: ({ children }) => <h4>{children}</h4>,
  a: ({ href, children }) => (
    <a href={href} rel="noreferrer noopener">
      {children}
    </a>
  ),
  // A picture would tell its host who looks, and would move the page when it comes.
  img: ({ alt }) => <span>{alt}</span>,
};

export interface MarkdownProps {
  text: string;
  className?: string;
}

/** Markdown from the cluster. HTML in it is shown as text, so that no `<placeholder>` vanishes, and never run. */
export function Markdown({ text, className }: MarkdownProps) {
  return (
    <div
      className={cn(
        "max-w-[72ch] space-y-3 [overflow-wrap:anywhere]",
        "[&_a]:text-primary [&_a]:underline [&_a]:underline-offset-4",
        "[&_code]:rounded-sm [&_code]:bg-muted [&_code]:px-1 [&_code]:font-mono [&_code]:text-sm",
        "[&_pre]:overflow-x-auto [&_pre]:rounded-md [&_pre]:bg-muted [&_pre]:p-3 [&_pre_code]:p-0",
        "[&_h3]:pt-2 [&_h3]:font-semibold [&_h4]:font-semibold",
        "[&_li]:my-1 [&_ol]:list-decimal [&_ol]:ps-5 [&_ul]:list-disc [&_ul]:ps-5",
        className,
      )}
    >
      <ReactMarkdown remarkPlugins={[showHtmlAsText]} components={components}>
        {showMarks(text)}
      </ReactMarkdown>
    </div>
  );
}
