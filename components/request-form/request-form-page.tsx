"use client";

import { FileQuestionMark, PackageX } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { useNamesakeWords } from "#components/catalog/namesake";
import { offerHref } from "#components/catalog/offer-card";
import { useEntry, useMe } from "#components/data/queries";
import type { ChangedResource } from "#components/request-form/draft/form-start";
import { useVersion } from "#components/request-form/layout/version-field";
import { RequestForm } from "#components/request-form/request-form";
import { Button } from "#components/ui/button";
import { PageBody } from "#components/ui/page/page-body";
import { PageHeader } from "#components/ui/page/page-header";
import { EmptyState } from "#components/ui/state/empty-state";
import { ErrorCard } from "#components/ui/state/error-card";
import { Loading, Skeleton } from "#components/ui/state/skeleton";
import type { CatalogEntryDetail } from "#lib/catalog/types";

interface RequestFormPageProps {
  /** Of the offer. */
  id: string;
  /** The resource that is changed; undefined where a new one is asked for. */
  change?: ChangedResource | undefined;
  /** Of its API, unless another is chosen; else the offer's own. */
  version?: string | undefined;
}

/** The page of the form: waits for the offer and for who asks, and stays when either goes away. */
export function RequestFormPage({ id, change, version }: RequestFormPageProps) {
  const [chosen] = useVersion();
  const entry = useEntry(id, chosen ?? version);
  const me = useMe();
  const apart = useNamesakeWords(id);
  const [round, setRound] = useState(0);
  const gone = entry.error?.code === "not-found";
  // While another version is read, the one before stays.
  const [last, setLast] = useState(entry.data);
  if (entry.data && entry.data !== last) setLast(entry.data);
  const offer = entry.data ?? last;
  if (offer?.form && me.data) {
    return (
      <RequestForm
        key={`${offer.id} ${me.data.user} ${round}`}
        entry={offer}
        form={offer.form}
        person={me.data.user}
        gone={gone}
        change={change}
        onRestart={() => setRound(round + 1)}
      />
    );
  }
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: "Catalog", href: "/catalog" }]}
        title={
          change ? `Change ${change.name}` : offer ? `New ${offer.title}` : gone ? "Not offered" : undefined
        }
        meta={[apart]}
      />
      <PageBody>
        {gone ? (
          <OfferGone />
        ) : offer && !offer.form ? (
          <NoForm offer={offer} />
        ) : (entry.error ?? me.error) ? (
          <ErrorCard
            title="The form could not be read"
            error={entry.error ?? me.error}
            onRetry={() => void Promise.all([entry.refetch(), me.refetch()])}
            retrying={entry.isFetching || me.isFetching}
          />
        ) : (
          <FormSkeleton />
        )}
      </PageBody>
    </>
  );
}

function OfferGone() {
  return (
    <EmptyState
      icon={PackageX}
      title="This offer is not here"
      actions={
        <Button asChild variant="primary">
          <Link href="/catalog">Back to the catalog</Link>
        </Button>
      }
    >
      The platform team took it back, or you may not see it. A draft you began stays in this browser in case
      it returns.
    </EmptyState>
  );
}

function NoForm({ offer }: { offer: CatalogEntryDetail }) {
  return (
    <EmptyState
      icon={FileQuestionMark}
      title="There is no form for it"
      actions={
        <Button asChild variant="primary">
          <Link href={offerHref(offer.id)}>Back to {offer.title}</Link>
        </Button>
      }
    >
      {offer.reason || "Its schema cannot be shown as a form."} {offer.owner && `${offer.owner} owns it.`}{" "}
      This page changes by itself when that is put right.
    </EmptyState>
  );
}

export function FormSkeleton() {
  return (
    <Loading awaits="the form" className="max-w-160">
      {["name", "namespace", "first", "second"].map((field) => (
        <div key={field} className="mb-4">
          <Skeleton className="mb-2 h-4 w-32" />
          <Skeleton className="h-control rounded-md" />
          <Skeleton className="mt-1 h-4 w-48" />
        </div>
      ))}
    </Loading>
  );
}
