import type { Metadata } from "next";
import { RequestFormPage } from "#components/request-form/request-form-page";

export const metadata: Metadata = { title: "New request" };

export default async function Page({ params }: PageProps<"/catalog/[id]/new">) {
  const { id } = await params;
  return <RequestFormPage id={decodeURIComponent(id)} />;
}
