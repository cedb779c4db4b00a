import { OfferPage } from "#components/catalog/offer-page";

export default async function Page({ params }: PageProps<"/catalog/[id]">) {
  const { id } = await params;
  return <OfferPage id={decodeURIComponent(id)} />;
}
