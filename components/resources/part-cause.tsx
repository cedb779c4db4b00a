import Link from "next/link";
import { nextStepOf } from "#components/resources/next-step";
import { Cause } from "#components/ui/state/cause";
import type { CausePart } from "#lib/graph/types";

export interface PartCauseProps {
  cause: CausePart;
  /** Of the part's place in the graph. */
  href: string;
  /** Path in Git of the requested object. */
  file?: string | undefined;
}

/** The part that causes the state of the resource, with a link to it. */
export function PartCause({ cause: { reference, health }, href, file }: PartCauseProps) {
  return (
    <Cause
      health={health}
      next={nextStepOf(health, file)}
      subject={
        <Link href={href} className="rounded-sm text-primary underline underline-offset-4">
          {reference.kind} {reference.name}
        </Link>
      }
    />
  );
}
