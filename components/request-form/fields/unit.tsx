import type { UiSchema } from "@rjsf/utils";
import type { ReactNode } from "react";
import { fieldOf } from "#lib/form/tree/rjsf";

/** A control with its unit inside its end; the control alone where there is none. */
export function WithUnit({ uiSchema, children }: { uiSchema: UiSchema | undefined; children: ReactNode }) {
  const { unit } = fieldOf(uiSchema).options;
  if (unit === undefined) return children;
  return (
    <div className="relative [&_input]:pe-16">
      {children}
      <span className="pointer-events-none absolute end-3 top-1/2 max-w-12 -translate-y-1/2 truncate text-muted-foreground text-sm">
        {unit}
      </span>
    </div>
  );
}
