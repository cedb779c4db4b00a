"use client";

import { useEffect, useState } from "react";
import { selectUnfolded } from "#components/request-form/layout/fold-all";
import { useFormState } from "#components/request-form/state/form-context";

/** Fields: what takes about a tenth of a second. */
const A_TURN = 400;

/**
 * How many of the `count` fields in groups are drawn. Where all are unfolded, a few hundred are at once, which is the
 * soonest to have them all; what is more comes in turns of as many, a frame between each, so that the form can be used
 * meanwhile. What a person unfolds is drawn at once.
 */
export function useDrawnInTurn(count: number): number {
  const unfolded = useFormState(selectUnfolded);
  const [turn, setTurn] = useState({ unfolded, drawn: A_TURN });
  if (turn.unfolded !== unfolded) setTurn({ unfolded, drawn: A_TURN });
  const isDrawing = unfolded && turn.drawn < count;
  useEffect(() => {
    if (!isDrawing) return;
    const frame = requestAnimationFrame(() => setTurn({ unfolded, drawn: turn.drawn + A_TURN }));
    return () => cancelAnimationFrame(frame);
  }, [isDrawing, unfolded, turn.drawn]);
  return unfolded ? turn.drawn : count;
}
