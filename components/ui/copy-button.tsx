"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button, type ButtonProps } from "#components/ui/button";
import { Tooltip } from "#components/ui/tooltip";

const WORDS = {
  idle: "",
  copied: "Copied",
  refused: "Copying is not allowed here. Select the text instead.",
};

/** Copies `text`; says so for two seconds. `label` names what is copied: "Copy YAML". */
export function CopyButton({
  text,
  label,
  ...rest
}: { text: string; label: string } & Omit<ButtonProps, "children">) {
  const [outcome, setOutcome] = useState<keyof typeof WORDS>("idle");
  useEffect(() => {
    if (outcome === "idle") return;
    const timer = setTimeout(() => setOutcome("idle"), 2000);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome("copied");
    } catch {
      setOutcome("refused");
    }
  };
  return (
    <Tooltip text={WORDS[outcome] || label}>
      <Button variant="ghost" size="icon-sm" aria-label={label} onClick={copy} {...rest}>
        {outcome === "copied" ? <Check aria-hidden /> : <Copy aria-hidden />}
        <span role="status" className="sr-only">
          {WORDS[outcome]}
        </span>
      </Button>
    </Tooltip>
  );
}
