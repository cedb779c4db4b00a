"use client";

import { useNamesakeWords } from "#components/catalog/namesake";
import { offerHref } from "#components/catalog/offer-card";
import { formatClock } from "#components/request-form/draft/draft";
import type { ChangedResource } from "#components/request-form/draft/form-start";
import { MenuItem } from "#components/ui/dropdown-menu";
import type { PageWidth } from "#components/ui/page/page-body";
import { PageHeader } from "#components/ui/page/page-header";
import type { CatalogEntryDetail } from "#lib/catalog/types";

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

/** The head of the form: of what it is, and what else can be done than filling it in. */
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
  const title = change ? `Change ${change.name}` : `New ${entry.title}`;
  return (
    <PageHeader
      width={width}
      breadcrumb={[
        { label: "Catalog", href: "/catalog" },
        { label: entry.title, href: offerHref(entry.id) },
        ...(change ? [{ label: change.name, href: change.href }] : []),
      ]}
      title={reviewed === undefined ? title : `Review ${reviewed}`}
      menu={
        <>
          {reviewed === undefined && (
            <>
              {!change && <MenuItem onSelect={onStartFrom}>Start from…</MenuItem>}
              <MenuItem onSelect={onPaste}>Paste a manifest</MenuItem>
            </>
          )}
          <MenuItem onSelect={onDiscard}>Discard the draft</MenuItem>
        </>
      }
      meta={[apart, entry.owner, change?.namespace, entry.version, sayDraft(savedAt, failed)]}
    />
  );
}

function sayDraft(savedAt: string | undefined, failed: boolean): string | undefined {
  if (failed) return "Draft not saved: this browser keeps nothing";
  return savedAt && `Draft saved ${formatClock(new Date(savedAt))}`;
}
