import type { Metadata } from "next";
import { resourcePath } from "#components/data/api";
import { Prefetched } from "#components/data/prefetched";
import { queryKeys } from "#components/data/topics";
import { ChangeFormPage } from "#components/request-form/change-form-page";
import { pageMessages } from "#components/shell/messages/pages";
import { readPageAddress } from "#lib/server/http/page-address";
import { requireIdentity } from "#lib/server/session/session";
import { getResourceFile } from "#lib/server/use-cases/resource-file";

type Props = PageProps<"/resources/[cluster]/[group]/[version]/[plural]/[namespace]/[name]/change">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: pageMessages.titles.change(readPageAddress(await params).name) };
}

export default async function Page({ params }: Props) {
  const identity = await requireIdentity();
  const address = readPageAddress(await params);
  const file = {
    queryKey: queryKeys.resourceFile(resourcePath(address)),
    read: () => getResourceFile(identity, address),
  };
  return (
    <Prefetched queries={[file]}>
      <ChangeFormPage address={address} />
    </Prefetched>
  );
}
