import { TriangleAlert, Unplug } from "lucide-react";
import Link from "next/link";
import { catalogMessages } from "#components/catalog/messages";
import { offerHref } from "#components/catalog/offer-href";
import { OfferIcon } from "#components/catalog/offer-icon";
import { Highlight } from "#components/catalog/search/highlight";
import type { OfferMatch } from "#components/catalog/search/offer-search";
import { Skeleton } from "#components/ui/state/skeleton";
import { firstLine } from "#components/ui/text/first-line";
import { MiddleEllipsis } from "#components/ui/text/middle-ellipsis";
import type { CatalogEntry } from "#lib/catalog/types";

const { card: messages } = catalogMessages;

// One height for all, so that a card that comes, goes or changes moves no other by a line. Cards out of sight are
// not laid out: a hundred of them cost as much as a screenful.
const look =
  "relative flex h-36 min-w-0 flex-col rounded-lg border bg-card p-4 [contain-intrinsic-size:auto_144px] [content-visibility:auto]";

const wholeTarget =
  "flex min-w-0 outline-none after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:outline-ring focus-visible:after:-outline-offset-2";

export interface OfferCardProps {
  entry: CatalogEntry;
  /** The clusters that have the offer; undefined where the portal knows only one cluster. */
  clusters: readonly string[] | undefined;
  /** Distinguishes the offer from offers with the same title. */
  apart: string | undefined;
  /** What a search found in the offer. */
  match: Pick<OfferMatch, "terms" | "field">;
}

/** One offer: its description in a line and its owner; or why the person cannot request it. */
export function OfferCard(props: OfferCardProps) {
  const { entry, match } = props;
  return (
    <li className={`${look} transition-colors hover:border-input hover:bg-muted`}>
      <div className="flex items-center gap-3">
        <OfferIcon icon={entry.icon} />
        <div className="min-w-0">
          <h3 className="flex min-w-0 font-semibold">
            <Link href={offerHref(entry.id)} className={`${wholeTarget} after:rounded-lg`}>
              <OfferTitle title={entry.title} terms={match.terms} />
            </Link>
          </h3>
          <p className="truncate text-muted-foreground text-xs">{describeOrigin(props)}</p>
        </div>
      </div>
      <p
        className={`mt-3 text-sm ${entry.requestable ? "line-clamp-2" : "line-clamp-1"} text-muted-foreground`}
      >
        <FoundText {...props} />
      </p>
      <Mark entry={entry} />
    </li>
  );
}

/** The same offer in one line. */
export function OfferRow(props: OfferCardProps) {
  const { entry, match } = props;
  return (
    <li className="relative flex h-row min-w-0 items-center gap-3 px-2 transition-colors hover:bg-muted">
      <OfferIcon icon={entry.icon} className="size-7 [&_svg]:size-4" />
      <h3 className="flex w-64 min-w-0 shrink-0 font-medium max-md:w-auto max-md:shrink">
        <Link href={offerHref(entry.id)} className={wholeTarget}>
          <OfferTitle title={entry.title} terms={match.terms} />
        </Link>
      </h3>
      <p className="min-w-0 grow basis-0 truncate text-muted-foreground text-sm max-md:hidden">
        {entry.requestable ? <FoundText {...props} /> : messages.notRequestable + entry.reason}
      </p>
      <p className="max-w-64 shrink-0 truncate text-muted-foreground text-xs max-md:ms-auto max-md:min-w-0 max-md:shrink">
        {describeOrigin(props)}
      </p>
    </li>
  );
}

/** A title that a search found is cut at its end, so that the found word is one. */
function OfferTitle({ title, terms }: { title: string; terms: readonly string[] }) {
  if (terms.length === 0) return <MiddleEllipsis text={title} />;
  return (
    <span className="truncate" title={title}>
      <Highlight text={title} terms={terms} />
    </span>
  );
}

function FoundText({ entry, match: { field, terms } }: OfferCardProps) {
  if (field === undefined) return <Highlight text={firstLine(entry.description)} terms={terms} />;
  return (
    <>
      {messages.foundInField}
      <code className="font-mono text-xs">
        <Highlight text={field} terms={[field.toLowerCase()]} />
      </code>
      {" · "}
      {firstLine(entry.description)}
    </>
  );
}

function describeOrigin({ entry, clusters, apart }: OfferCardProps): string {
  return [apart, entry.owner, !apart && clusters && messages.clusters(clusters)].filter(Boolean).join(" · ");
}

function Mark({ entry }: { entry: CatalogEntry }) {
  const text = entry.requestable ? entry.warnings[0] : entry.reason;
  if (!text) return null;
  const Icon = entry.requestable ? TriangleAlert : Unplug;
  return (
    <p className="mt-auto flex min-w-0 items-start gap-1.5 text-warn text-xs">
      <Icon aria-hidden className="mt-px size-3.5 shrink-0" />
      <span className={entry.requestable ? "line-clamp-1" : "line-clamp-2"}>
        {!entry.requestable && <span className="font-medium">{messages.notRequestable}</span>}
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
