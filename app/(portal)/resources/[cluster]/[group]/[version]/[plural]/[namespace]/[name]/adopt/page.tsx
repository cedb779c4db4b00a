import type { Metadata } from "next";
import { resourcePath } from "#components/data/api";
import { Prefetched } from "#components/data/prefetched";
import { queryKeys } from "#components/data/topics";
import { AdoptPage } from "#components/request-form/adopt-page";
import { pageMessages } from "#components/shell/messages/pages";
import { readPageAddress } from "#lib/server/http/page-address";
import { requireIdentity } from "#lib/server/session/session";
import { getAdoption } from "#lib/server/use-cases/adoption";

type Props = PageProps<"/resources/[cluster]/[group]/[version]/[plural]/[namespace]/[name]/adopt">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: pageMessages.titles.adopt(readPageAddress(await params).name) };
}

export default async function Page({ params }: Props) {
  const identity = await requireIdentity();
  const address = readPageAddress(await params);
  const adoption = {
    queryKey: queryKeys.adoption(resourcePath(address)),
    read: () => getAdoption(identity, address),
  };
  return (
    <Prefetched queries={[adoption]}>
      <AdoptPage address={address} />
    </Prefetched>
  );
}
