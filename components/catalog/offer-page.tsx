"use client";

import { PackageX, TriangleAlert, Unplug } from "lucide-react";
import Link from "next/link";
import { useContext, useState } from "react";
import { ExistingResources, ExistingResourcesSkeleton } from "#components/catalog/existing-resources";
import { useRememberOffer } from "#components/catalog/list/remember-offer";
import { catalogMessages } from "#components/catalog/messages";
import { useNamesakeWords } from "#components/catalog/namesake";
import { OfferFacts } from "#components/catalog/offer-facts";
import { offerHref } from "#components/catalog/offer-href";
import { findUsualWait, formatWait } from "#components/catalog/usual-wait";
import { useEntry, useOfferedResources } from "#components/data/queries";
import { CurationSection } from "#components/overlays/curation-section";
import { OfferLinks } from "#components/overlays/offer-links";
import { Button } from "#components/ui/button";
import { PageBody } from "#components/ui/page/page-body";
import { OutageContext, PageHeader } from "#components/ui/page/page-header";
import { EmptyState } from "#components/ui/state/empty-state";
import { ErrorCard } from "#components/ui/state/error-card";
import { Loading, SkeletonLines } from "#components/ui/state/skeleton";
import { Markdown } from "#components/ui/text/markdown";
import type { CatalogEntryDetail } from "#lib/catalog/types";

const { offer: messages } = catalogMessages;

const columns = "grid gap-x-12 gap-y-8 xl:grid-cols-[minmax(0,1fr)_15rem]";
const breadcrumb = [{ label: catalogMessages.page.title, href: "/catalog" }];

/** One offer: its description, whether the person can request it, and its existing resources. */
export function OfferPage({ id }: { id: string }) {
  const entry = useEntry(id);
  const apart = useNamesakeWords(id);
  useRememberOffer(entry.data && id);
  if (entry.error?.code === "not-found") return <OfferGone />;
  const offer = entry.data;
  return (
    <>
      <PageHeader
        breadcrumb={breadcrumb}
        title={offer?.title}
        primary={offer && <RequestOffer offer={offer} />}
        meta={
          offer && [
            apart,
            offer.owner,
            offer.version,
            offer.requestable ? messages.requestable : messages.notRequestable,
          ]
        }
      />
      <PageBody>
        {offer ? (
          <Offer offer={offer} />
        ) : entry.error ? (
          <ErrorCard
            title={messages.error}
            error={entry.error}
            onRetry={() => void entry.refetch()}
            retrying={entry.isFetching}
          />
        ) : (
          <OfferSkeleton />
        )}
      </PageBody>
    </>
  );
}

/** Characters that the primary button takes without a second line. */
const LONGEST_LABEL = 28;

function RequestOffer({ offer }: { offer: CatalogEntryDetail }) {
  // The form is half as large as this page. It is loaded when a person is about to press the button.
  const [isNear, setIsNear] = useState(false);
  const approach = () => setIsNear(true);
  const label = messages.requestOffer(offer.title);
  // A long title has no room in the button; the heading shows it.
  const isLong = label.length > LONGEST_LABEL;
  const shown = !isLong && <span className="max-md:hidden">{label}</span>;
  const short = <span className={isLong ? undefined : "md:hidden"}>{messages.request}</span>;
  if (!offer.requestable)
    return (
      <Button variant="primary" aria-label={label} disabledReason={offer.reason}>
        {shown}
        {short}
      </Button>
    );
  return (
    <Button asChild variant="primary">
      <Link
        href={`${offerHref(offer.id)}/new`}
        prefetch={isNear}
        onPointerEnter={approach}
        onFocus={approach}
        aria-label={label}
      >
        {shown}
        {short}
      </Link>
    </Button>
  );
}

function Offer({ offer }: { offer: CatalogEntryDetail }) {
  const resources = useOfferedResources(offer.id);
  const wait = findUsualWait(resources.rows ?? []);
  return (
    <div className={columns}>
      <div className="min-w-0 space-y-8">
        {!offer.requestable && <NotRequestable offer={offer} />}
        {offer.warnings.map((warning) => (
          <p key={warning} className="flex items-start gap-2 text-sm text-warn">
            <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
            {warning}
          </p>
        ))}
        <section aria-labelledby="offer-description">
          <h2 id="offer-description" className="mb-2 font-semibold text-lg">
            {messages.description}
          </h2>
          {offer.description ? (
            <Markdown text={offer.description} />
          ) : (
            <p className="text-muted-foreground">{messages.noDescription(offer.owner)}</p>
          )}
        </section>
        <OfferLinks offer={offer} />
        <div className="xl:hidden">
          <OfferFacts entry={offer} wait={wait === undefined ? undefined : formatWait(wait)} />
        </div>
        <ExistingResources resources={resources} offer={offer} />
        {offer.curation && <CurationSection curation={offer.curation} />}
      </div>
      <aside aria-label={messages.details} className="max-xl:hidden">
        <OfferFacts entry={offer} wait={wait === undefined ? undefined : formatWait(wait)} />
      </aside>
    </div>
  );
}

function NotRequestable({ offer }: { offer: CatalogEntryDetail }) {
  return (
    <section className="rounded-lg border border-warn bg-card p-4">
      <h2 className="flex items-center gap-2 font-semibold">
        <Unplug aria-hidden className="size-4 shrink-0 text-warn" />
        {messages.notRequestable}
      </h2>
      <p className="mt-1 max-w-[72ch] [overflow-wrap:anywhere]">{offer.reason}</p>
      <p className="mt-1 text-muted-foreground">
        {/* The reason may name who can help already. */}
        {!offer.reason?.includes(offer.owner || "Ask") &&
          (offer.owner ? messages.askOwner(offer.owner) : messages.askPlatformTeam)}
        {messages.updates}
      </p>
    </section>
  );
}

function OfferGone() {
  const outage = useContext(OutageContext);
  return (
    <>
      <PageHeader breadcrumb={breadcrumb} title={messages.gone.header} />
      <PageBody>
        <EmptyState
          icon={PackageX}
          title={messages.gone.title}
          actions={
            <Button asChild variant="primary">
              <Link href="/catalog">{messages.gone.action}</Link>
            </Button>
          }
        >
          {outage ? messages.gone.outage : messages.gone.description}
        </EmptyState>
      </PageBody>
    </>
  );
}

function OfferSkeleton() {
  return (
    <Loading awaits={messages.loading}>
      <div className={columns}>
        <div className="min-w-0 space-y-8">
          <div>
            <h2 className="mb-3 font-semibold text-lg">{messages.description}</h2>
            <SkeletonLines lines={5} className="max-w-[72ch]" />
          </div>
          <ExistingResourcesSkeleton />
        </div>
        <SkeletonLines lines={9} className="max-xl:hidden" />
      </div>
    </Loading>
  );
}
