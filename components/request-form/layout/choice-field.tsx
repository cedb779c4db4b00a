import { type ReactNode, useId } from "react";
import { cn } from "#components/ui/cn";

interface ChoiceFieldProps {
  label: string;
  hint: string;
  /** The hint says what is wrong. */
  isProblem?: boolean;
  children: (control: { id: string; "aria-labelledby": string; "aria-describedby": string }) => ReactNode;
}

/** A choice about the whole form, such as its cluster or version: no value of the object, so it has no errors. */
export function ChoiceField({ label, hint, isProblem, children }: ChoiceFieldProps) {
  const id = useId();
  return (
    <div>
      <div className="flex min-h-7 items-center">
        <label id={`${id}-label`} htmlFor={id} className="font-medium">
          {label}
        </label>
      </div>
      <div className="mt-1">
        {children({ id, "aria-labelledby": `${id}-label`, "aria-describedby": `${id}-hint` })}
      </div>
      <p
        id={`${id}-hint`}
        className={cn(
          "mt-1 min-h-4 text-xs [overflow-wrap:anywhere]",
          isProblem ? "text-fail" : "text-muted-foreground",
        )}
      >
        {hint}
      </p>
    </div>
  );
}
