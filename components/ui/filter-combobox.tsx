import { cn } from "#components/ui/cn";
import { Combobox } from "#components/ui/combobox";
import type { SelectProps } from "#components/ui/select";

/** A control above a list: lower than a field of a form, because a list has many. */
export const listControl = "h-7 w-auto shrink-0 border-border px-2.5 text-sm pointer-coarse:h-control";

/** A filter of a list. An empty value is no filter; a value stands out, because it leaves something out. */
export function FilterCombobox(props: Omit<SelectProps, "className">) {
  return (
    <Combobox
      {...props}
      className={cn(
        listControl,
        "max-w-56",
        props.value && "border-primary bg-primary-tint font-medium text-primary",
      )}
    />
  );
}
