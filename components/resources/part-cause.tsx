import Link from "next/link";
import { nextStepOf } from "#components/resources/next-step";
import { Cause } from "#components/ui/cause";
import type { CausePart } from "#lib/graph/types";

/** The part that explains why the whole is not well, and where to look at it. */
export function PartCause({ cause: { reference, health }, href }: { cause: CausePart; href: string }) {
  return (
    <Cause
      health={health}
      next={nextStepOf(health)}
      subject={
        <Link href={href} className="rounded-sm text-primary underline underline-offset-4">
          {reference.kind} {reference.name}
        </Link>
      }
    />
  );
}
