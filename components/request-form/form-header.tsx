"use client";

import { useNamesakeWords } from "#components/catalog/namesake";
import { offerHref } from "#components/catalog/offer-href";
import { formatClock } from "#components/request-form/draft/draft";
import type { ChangedResource } from "#components/request-form/draft/form-start";
import { formMessages } from "#components/request-form/messages";
import { MenuItem } from "#components/ui/dropdown-menu";
import type { PageWidth } from "#components/ui/page/page-body";
import { PageHeader } from "#components/ui/page/page-header";
import type { CatalogEntryDetail } from "#lib/catalog/types";

const { page, header } = formMessages;

interface FormHeaderProps {
  entry: CatalogEntryDetail;
  change: ChangedResource | undefined;
  /** The name that is reviewed; undefined before that. */
  reviewed: string | undefined;
  width: PageWidth;
  /** When the draft was last kept; undefined: there is none. */
  savedAt: string | undefined;
  failed: boolean;
  onStartFrom: () => void;
  onPaste: () => void;
  onDiscard: () => void;
}

/** The header of the form: its offer, the state of the draft, and a menu. */
export function FormHeader({
  entry,
  change,
  reviewed,
  width,
  savedAt,
  failed,
  onStartFrom,
  onPaste,
  onDiscard,
}: FormHeaderProps) {
  const apart = useNamesakeWords(entry.id);
  const title = change ? (change.amends ? page.amend : page.change)(change.name) : page.create(entry.title);
  return (
    <PageHeader
      width={width}
      breadcrumb={[
        { label: page.catalog, href: "/catalog" },
        { label: entry.title, href: offerHref(entry.id) },
        ...(change ? [{ label: change.name, href: change.href }] : []),
      ]}
      title={reviewed === undefined ? title : page.review(reviewed)}
      menu={
        <>
          {reviewed === undefined && (
            <>
              {!change && <MenuItem onSelect={onStartFrom}>{header.startFrom}</MenuItem>}
              <MenuItem onSelect={onPaste}>{header.paste}</MenuItem>
            </>
          )}
          <MenuItem onSelect={onDiscard}>{header.discard}</MenuItem>
        </>
      }
      meta={[apart, entry.owner, change?.namespace, entry.version, describeDraft(savedAt, failed)]}
    />
  );
}

function describeDraft(savedAt: string | undefined, failed: boolean): string | undefined {
  if (failed) return header.notSaved;
  return savedAt && header.saved(formatClock(new Date(savedAt)));
}
