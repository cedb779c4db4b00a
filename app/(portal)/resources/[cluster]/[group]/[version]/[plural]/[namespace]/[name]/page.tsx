import type { Metadata } from "next";
import { ResourcePage } from "#components/resources/resource-page";

type Props = PageProps<"/resources/[cluster]/[group]/[version]/[plural]/[namespace]/[name]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: decodeURIComponent((await params).name) };
}

/** `_` in the address stands for the core group and for no namespace. */
const orEmpty = (part: string): string => (part === "_" ? "" : decodeURIComponent(part));

export default async function Page({ params }: Props) {
  const { cluster, group, version, plural, namespace, name } = await params;
  const address = {
    cluster: decodeURIComponent(cluster),
    group: orEmpty(group),
    version: decodeURIComponent(version),
    plural: decodeURIComponent(plural),
    namespace: orEmpty(namespace) || undefined,
    name: decodeURIComponent(name),
  };
  return <ResourcePage address={address} />;
}
