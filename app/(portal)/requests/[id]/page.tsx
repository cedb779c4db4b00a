import type { Metadata } from "next";
import { RequestPage } from "#components/requests/request-page";

export const metadata: Metadata = { title: "Request" };

export default async function Page({ params }: PageProps<"/requests/[id]">) {
  const { id } = await params;
  return <RequestPage id={decodeURIComponent(id)} />;
}
