"use client";

import Link from "next/link";
import { offerHref } from "#components/catalog/offer-href";
import { useCatalog } from "#components/data/queries";
import { formMessages } from "#components/request-form/messages";
import type { CatalogEntryDetail } from "#lib/catalog/types";
import type { ManifestType } from "#lib/form/manifest/manifest-text";

const { manifest: messages } = formMessages;

interface ForeignManifestProps {
  found: ManifestType;
  /** The offer of the form. */
  entry: CatalogEntryDetail;
}

/** The match of a manifest that is not about this offer: another version, another offer, or none. */
export function ForeignManifest({ found, entry }: ForeignManifestProps) {
  const { data } = useCatalog();
  const [version = "", group = ""] = found.apiVersion.split("/").reverse();
  if (found.kind === entry.kind && group === entry.group) {
    const isServed = entry.versions.some(({ name, served }) => served && name === version);
    if (isServed) return messages.otherVersion(version, entry.version);
    return messages.unservedVersion(version, entry.version);
  }
  const offer = data?.entries.find((other) => other.kind === found.kind && other.group === group);
  if (!offer) return data ? messages.noOffer : null;
  return messages.otherOffer(
    <Link href={offerHref(offer.id)} className="underline">
      {offer.title}
    </Link>,
  );
}
