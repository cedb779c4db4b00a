import Link from "next/link";
import type { ResourceAddress } from "#components/data/api";
import { changeHref } from "#components/resources/resource-href";
import { Button } from "#components/ui/button";
import type { FileInGit } from "#lib/api/types";

/** Leads to the form that changes an object's file; nothing for a person who may not request that. */
export function ChangeButton({ address, file }: { address: ResourceAddress; file: FileInGit | undefined }) {
  // Whoever may ask for a change gets the file's text, or why not: the form's page says it.
  if (file?.content === undefined && file?.withheld === undefined) return null;
  return (
    <Button asChild variant="primary">
      <Link href={changeHref(address)}>Change</Link>
    </Button>
  );
}
