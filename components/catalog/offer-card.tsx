import { TriangleAlert, Unplug } from "lucide-react";
import Link from "next/link";
import { catalogMessages } from "#components/catalog/messages";
import { offerHref } from "#components/catalog/offer-href";
import { OfferIcon } from "#components/catalog/offer-icon";
import { Skeleton } from "#components/ui/state/skeleton";
import { firstLine } from "#components/ui/text/first-line";
import { MiddleEllipsis } from "#components/ui/text/middle-ellipsis";
import type { CatalogEntry } from "#lib/catalog/types";

// One height for all, so that a card that comes, goes or changes moves no other by a line. Cards out of sight are
// not laid out: a thousand of them cost as much as a screenful.
const look =
  "relative flex h-36 min-w-0 flex-col rounded-lg border bg-card p-4 [contain-intrinsic-size:auto_144px] [content-visibility:auto]";

interface OfferCardProps {
  entry: CatalogEntry;
  /** The clusters that have the offer; undefined where the portal knows only one cluster. */
  clusters: readonly string[] | undefined;
  /** Distinguishes the offer from offers with the same title. */
  apart: string | undefined;
}

/** One offer: its description in a line and its owner; or why the person cannot request it. */
export function OfferCard({ entry, clusters, apart }: OfferCardProps) {
  return (
    <li className={`${look} transition-colors hover:border-input hover:bg-muted`}>
      <div className="flex items-center gap-3">
        <OfferIcon icon={entry.icon} />
        <div className="min-w-0">
          <h2 className="flex min-w-0 font-semibold">
            <Link
              href={offerHref(entry.id)}
              className="flex min-w-0 outline-none after:absolute after:inset-0 after:rounded-lg focus-visible:after:outline-2 focus-visible:after:outline-ring focus-visible:after:-outline-offset-2"
            >
              <MiddleEllipsis text={entry.title} />
            </Link>
          </h2>
          <p className="truncate text-muted-foreground text-xs">
            {[apart, entry.owner, !apart && clusters && catalogMessages.card.clusters(clusters)]
              .filter(Boolean)
              .join(" · ")}
          </p>
        </div>
      </div>
      <p
        className={`mt-3 text-sm ${entry.requestable ? "line-clamp-2" : "line-clamp-1"} text-muted-foreground`}
      >
        {firstLine(entry.description)}
      </p>
      <Mark entry={entry} />
    </li>
  );
}

function Mark({ entry }: { entry: CatalogEntry }) {
  const text = entry.requestable ? entry.warnings[0] : entry.reason;
  if (!text) return null;
  const Icon = entry.requestable ? TriangleAlert : Unplug;
  return (
    <p className="mt-auto flex min-w-0 items-start gap-1.5 text-warn text-xs">
      <Icon aria-hidden className="mt-px size-3.5 shrink-0" />
      <span className={entry.requestable ? "line-clamp-1" : "line-clamp-2"}>
        {!entry.requestable && <span className="font-medium">{catalogMessages.card.notRequestable}</span>}
        {text}
      </span>
    </p>
  );
}

export function OfferCardSkeleton() {
  return (
    <li className={look}>
      <div className="flex items-center gap-3">
        <Skeleton className="size-9 rounded-md" />
        <div>
          <Skeleton className="h-3.5 w-32" />
          <Skeleton className="mt-2 h-2.5 w-20" />
        </div>
      </div>
      <Skeleton className="mt-5 h-3 w-11/12" />
      <Skeleton className="mt-2.5 h-3 w-2/3" />
    </li>
  );
}
