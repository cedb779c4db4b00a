import Link from "next/link";
import type { ResourceAddress } from "#components/data/api";
import { resourceMessages } from "#components/resources/messages";
import { changeHref } from "#components/resources/resource-href";
import { Button } from "#components/ui/button";
import type { FileInGit } from "#lib/api/types";

/** Leads to the form that changes the file of an object; nothing for a person without access to change it. */
export function ChangeButton({ address, file }: { address: ResourceAddress; file: FileInGit | undefined }) {
  // The API gives the text, or why it is withheld, only to a person with access to change the file.
  if (file?.content === undefined && file?.withheld === undefined) return null;
  return (
    <Button asChild variant="primary">
      <Link href={changeHref(address)}>{resourceMessages.page.change}</Link>
    </Button>
  );
}
