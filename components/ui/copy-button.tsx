"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button, type ButtonProps } from "#components/ui/button";
import { Tooltip } from "#components/ui/tooltip";

/** Copies `text`; says so for two seconds. `label` names what is copied: "Copy YAML". */
export function CopyButton({
  text,
  label,
  ...rest
}: { text: string; label: string } & Omit<ButtonProps, "children">) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () => navigator.clipboard.writeText(text).then(() => setCopied(true));
  return (
    <Tooltip text={copied ? "Copied" : label}>
      <Button variant="ghost" size="icon-sm" aria-label={label} onClick={copy} {...rest}>
        {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
        <span role="status" className="sr-only">
          {copied ? "Copied" : ""}
        </span>
      </Button>
    </Tooltip>
  );
}
