"use client";

import { startTransition, useEffect, useState } from "react";
import { selectUnfolded } from "#components/request-form/fold-all";
import { useFormState } from "#components/request-form/form-context";

/** About what a large screen shows. */
const AT_ONCE = 4;
const A_TURN = 2;

/**
 * How many of `count` groups draw what is inside. Where all are unfolded the first do at once and the others in turn,
 * so that a form of hundreds of fields can be used meanwhile; what a person unfolds is drawn at once.
 */
export function useDrawnInTurn(count: number): number {
  const unfolded = useFormState(selectUnfolded);
  const [turn, setTurn] = useState({ unfolded, drawn: AT_ONCE });
  if (turn.unfolded !== unfolded) setTurn({ unfolded, drawn: AT_ONCE });
  const isDrawing = unfolded && turn.drawn < count;
  useEffect(() => {
    if (isDrawing) startTransition(() => setTurn({ unfolded, drawn: turn.drawn + A_TURN }));
  }, [isDrawing, unfolded, turn.drawn]);
  return unfolded ? turn.drawn : count;
}
