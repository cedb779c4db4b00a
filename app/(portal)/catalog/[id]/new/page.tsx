import type { Metadata } from "next";
import { headers } from "next/headers";
import { preload } from "react-dom";
import { RequestFormPage } from "#components/request-form/request-form-page";
import { pageMessages } from "#components/shell/messages/pages";

export const metadata: Metadata = { title: pageMessages.titles.newRequest };

export default async function Page({ params, searchParams }: PageProps<"/catalog/[id]/new">) {
  const [{ id }, { version }, sent] = await Promise.all([params, searchParams, headers()]);
  // On a full page load, the form, which can be large, loads beside the scripts; after a click in the portal it is cached.
  if (sent.get("sec-fetch-dest") === "document") {
    const query = typeof version === "string" ? `?version=${encodeURIComponent(version)}` : "";
    preload(`/api/v1/catalog/${id}${query}`, { as: "fetch", crossOrigin: "anonymous" });
  }
  return <RequestFormPage id={decodeURIComponent(id)} />;
}
