import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { resourcePath } from "#components/data/api";
import { Prefetched } from "#components/data/prefetched";
import { queryKeys } from "#components/data/topics";
import { ResourcePage } from "#components/resources/resource-page";
import { isPortalError } from "#lib/errors";
import { getResource } from "#lib/server/resources";
import { type AddressParams, addressOf } from "#lib/server/route";
import { requireIdentity } from "#lib/server/session";

type Props = PageProps<"/resources/[cluster]/[group]/[version]/[plural]/[namespace]/[name]">;

function readAddress(params: AddressParams) {
  try {
    return addressOf(params);
  } catch (error) {
    if (isPortalError(error)) notFound();
    throw error;
  }
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: readAddress(await params).name };
}

export default async function Page({ params }: Props) {
  const identity = await requireIdentity();
  const address = readAddress(await params);
  const queryKey = queryKeys.resource(resourcePath(address));
  return (
    <Prefetched queries={[{ queryKey, read: () => getResource(identity, address) }]}>
      <ResourcePage address={address} />
    </Prefetched>
  );
}
