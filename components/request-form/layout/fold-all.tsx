"use client";

import { ChevronsDownUp, ChevronsUpDown } from "lucide-react";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useEffect } from "react";
import { formMessages } from "#components/request-form/messages";
import { useFormState, useRequestForm } from "#components/request-form/state/form-context";
import type { FormState } from "#components/request-form/state/form-state";
import { Button } from "#components/ui/button";

const ALL = parseAsStringLiteral(["all"]).withOptions({ history: "replace" });

/** Whether all groups are unfolded, in the address: `?open=all`. */
export function useUnfolded() {
  return useQueryState("open", ALL);
}

/** True while all groups are unfolded, except those that the person folded. */
export const selectUnfolded = (state: FormState) => state.unfolded;

/** Unfolds every group, or folds them again. */
export function FoldAll() {
  const { store } = useRequestForm();
  const [open, setOpen] = useUnfolded();
  const unfolded = useFormState(selectUnfolded);
  useEffect(() => {
    const all = open === "all";
    if (store.get().unfolded !== all) store.update({ unfolded: all, open: new Set() });
  }, [store, open]);
  return (
    <div className="flex justify-end pb-2">
      <Button
        variant="ghost"
        size="sm"
        className="-me-2.5 text-muted-foreground"
        onClick={() => void setOpen(unfolded ? null : "all")}
      >
        {unfolded ? <ChevronsDownUp aria-hidden /> : <ChevronsUpDown aria-hidden />}
        {unfolded ? formMessages.fold.foldAll : formMessages.fold.unfoldAll}
      </Button>
    </div>
  );
}
