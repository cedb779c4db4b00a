"use client";

import { useEffect, useState } from "react";
import { selectUnfolded } from "#components/request-form/layout/fold-all";
import { useFormState } from "#components/request-form/state/form-context";

/** The number of fields that render in about a tenth of a second. */
const A_TURN = 400;

/**
 * The number of the `count` fields in groups to draw now. Where all groups are unfolded, a few hundred fields are drawn
 * in each turn, with a frame between two turns, so that the form stays usable. A group that a person unfolds is drawn at
 * once.
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
