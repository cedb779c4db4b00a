import type { UiSchema } from "@rjsf/utils";
import type { ReactNode } from "react";
import { ownValue } from "#lib/schema/pointer";

/** The unit of a field's values. */
export function unitOf(uiSchema: UiSchema | undefined): string | undefined {
  const unit = ownValue(uiSchema?.["ui:options"], "unit");
  return typeof unit === "string" ? unit : undefined;
}

/** A control with its unit inside its end; the control alone where there is none. */
export function WithUnit({ uiSchema, children }: { uiSchema: UiSchema | undefined; children: ReactNode }) {
  const unit = unitOf(uiSchema);
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
