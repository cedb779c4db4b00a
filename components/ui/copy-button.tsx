"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button, type ButtonProps } from "#components/ui/button";
import { uiMessages } from "#components/ui/messages";
import { Tooltip } from "#components/ui/tooltip";

const OUTCOMES = { idle: "", copied: uiMessages.copy.copied, refused: uiMessages.copy.refused };

/** Copies `text` and shows the outcome for two seconds. `label` names the text: "Copy YAML". */
export function CopyButton({
  text,
  label,
  ...rest
}: { text: string; label: string } & Omit<ButtonProps, "children">) {
  const [outcome, setOutcome] = useState<keyof typeof OUTCOMES>("idle");
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
    <Tooltip text={OUTCOMES[outcome] || label}>
      <Button variant="ghost" size="icon-sm" aria-label={label} onClick={copy} {...rest}>
        {outcome === "copied" ? <Check aria-hidden /> : <Copy aria-hidden />}
        <span role="status" className="sr-only">
          {OUTCOMES[outcome]}
        </span>
      </Button>
    </Tooltip>
  );
}
