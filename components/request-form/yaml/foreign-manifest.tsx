"use client";

import Link from "next/link";
import { offerHref } from "#components/catalog/offer-card";
import { useCatalog } from "#components/data/queries";
import type { CatalogEntryDetail } from "#lib/catalog/types";
import type { ManifestType } from "#lib/form/manifest/manifest-text";

interface ForeignManifestProps {
  found: ManifestType;
  /** What the form is about. */
  entry: CatalogEntryDetail;
}

/** Where a manifest belongs that is not about this offer: to another version of it, to another offer, or to none. */
export function ForeignManifest({ found, entry }: ForeignManifestProps) {
  const { data } = useCatalog();
  const [version = "", group = ""] = found.apiVersion.split("/").reverse();
  if (found.kind === entry.kind && group === entry.group) {
    const isServed = entry.versions.some(({ name, served }) => served && name === version);
    if (isServed)
      return `${version} is served too, but this form is for ${entry.version}. Change apiVersion to use it.`;
    return `${version} is not served. Change apiVersion to use it as ${entry.version}.`;
  }
  const offer = data?.entries.find((other) => other.kind === found.kind && other.group === group);
  if (!offer) return data ? "No offer that you can see is about it." : null;
  return (
    <>
      It belongs to{" "}
      <Link href={offerHref(offer.id)} className="underline">
        {offer.title}
      </Link>
      .
    </>
  );
}
