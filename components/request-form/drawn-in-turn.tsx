"use client";

import { useEffect, useState } from "react";
import { selectUnfolded } from "#components/request-form/fold-all";
import { useFormState } from "#components/request-form/form-context";

/** Fields: about what a large screen shows. */
const AT_ONCE = 16;
/** Fields: what is drawn before anybody waits for their next key. */
const A_TURN = 200;

/**
 * How many of the `count` fields in groups are drawn. Where all are unfolded, the first screen is drawn at once and the
 * rest in turns that grow, so that a form of hundreds of fields can be used meanwhile; what a person unfolds is drawn
 * at once.
 */
export function useDrawnInTurn(count: number): number {
  const unfolded = useFormState(selectUnfolded);
  const [turn, setTurn] = useState({ unfolded, drawn: AT_ONCE });
  if (turn.unfolded !== unfolded) setTurn({ unfolded, drawn: AT_ONCE });
  const isDrawing = unfolded && turn.drawn < count;
  useEffect(() => {
    if (!isDrawing) return;
    const drawn = turn.drawn + Math.min(turn.drawn * 3, A_TURN);
    const frame = requestAnimationFrame(() => setTurn({ unfolded, drawn }));
    return () => cancelAnimationFrame(frame);
  }, [isDrawing, unfolded, turn.drawn]);
  return unfolded ? turn.drawn : count;
}
