import type { Metadata } from "next";
import { resourcePath } from "#components/data/api";
import { Prefetched } from "#components/data/prefetched";
import { queryKeys } from "#components/data/topics";
import { ResourcePage } from "#components/resources/resource-page";
import { readPageAddress } from "#lib/server/http/page-address";
import { requireIdentity } from "#lib/server/session/session";
import { getGraph } from "#lib/server/use-cases/graph";
import { getResource } from "#lib/server/use-cases/resources";

type Props = PageProps<"/resources/[cluster]/[group]/[version]/[plural]/[namespace]/[name]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: readPageAddress(await params).name };
}

export default async function Page({ params, searchParams }: Props) {
  const identity = await requireIdentity();
  const address = readPageAddress(await params);
  const path = resourcePath(address);
  const detail = { queryKey: queryKeys.resource(path), read: () => getResource(identity, address) };
  const graph = { queryKey: queryKeys.resourceGraph(path), read: () => getGraph(identity, address) };
  const { view = "overview" } = await searchParams;
  return (
    <Prefetched queries={view === "graph" || view === "overview" ? [detail, graph] : [detail]}>
      <ResourcePage address={address} />
    </Prefetched>
  );
}
