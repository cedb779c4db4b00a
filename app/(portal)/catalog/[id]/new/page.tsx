import type { Metadata } from "next";
import { preload } from "react-dom";
import { RequestFormPage } from "#components/request-form/request-form-page";

export const metadata: Metadata = { title: "New request" };

export default async function Page({ params, searchParams }: PageProps<"/catalog/[id]/new">) {
  const [{ id }, { version }] = await Promise.all([params, searchParams]);
  // The form can be large: it comes while the scripts do, not after them.
  const query = typeof version === "string" ? `?version=${encodeURIComponent(version)}` : "";
  preload(`/api/v1/catalog/${id}${query}`, { as: "fetch", crossOrigin: "anonymous" });
  return <RequestFormPage id={decodeURIComponent(id)} />;
}
