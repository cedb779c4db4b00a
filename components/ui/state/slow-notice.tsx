"use client";

import { Hourglass } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { Card, CardNote } from "#components/ui/card";

/** Milliseconds after which a person wonders whether anything happens. */
const PATIENCE = 4_000;

/** A note on an action that has been `pending` for four seconds: what it waits for, and what the person can do. */
export function SlowNotice({ pending, children }: { pending: boolean; children: ReactNode }) {
  const [isSlow, setIsSlow] = useState(false);
  useEffect(() => {
    if (!pending) return;
    const clock = setTimeout(() => setIsSlow(true), PATIENCE);
    return () => {
      clearTimeout(clock);
      setIsSlow(false);
    };
  }, [pending]);
  if (!isSlow) return null;
  return (
    <Card role="status">
      <CardNote icon={Hourglass}>{children}</CardNote>
    </Card>
  );
}
