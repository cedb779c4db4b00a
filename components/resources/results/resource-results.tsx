"use client";

import Link from "next/link";
import { OfferIcon } from "#components/catalog/offer-icon";
import { resourceMessages } from "#components/resources/messages";
import { resourceHref } from "#components/resources/resource-href";
import { Card, CardHeader } from "#components/ui/card";
import { CopyButton } from "#components/ui/copy-button";
import { StateBadge } from "#components/ui/state/state-badge";
import { MiddleEllipsis } from "#components/ui/text/middle-ellipsis";
import type { ResourceDetail, ResourceResult } from "#lib/api/types";

const { results: messages } = resourceMessages;

/** The parts that were made for the person, with their state and the values that they report. */
export function ResourceResults({ resource }: { resource: ResourceDetail }) {
  const { results, reference } = resource;
  if (results.length === 0) return null;
  return (
    <Card>
      <CardHeader title={messages.title} />
      <ul className="border-t" aria-label={messages.title}>
        {results.map((result) => (
          <Result key={keyOf(result)} result={result} isSelf={isSame(result.reference, reference)} />
        ))}
      </ul>
    </Card>
  );
}

type Reference = ResourceResult["reference"];

function keyOf({ reference: { cluster, group, kind, namespace, name } }: ResourceResult): string {
  return [cluster, group, kind, namespace, name].join("/");
}

function isSame(one: Reference, other: Reference): boolean {
  const keys = ["cluster", "group", "kind", "namespace", "name"] as const;
  return keys.every((key) => one[key] === other[key]);
}

function Result({ result, isSelf }: { result: ResourceResult; isSelf: boolean }) {
  const { reference, plural, health, offer, outputs } = result;
  return (
    <li className="flex flex-wrap items-start gap-x-6 gap-y-2 border-b px-4 py-2.5 last:border-0">
      <span className="flex min-w-0 grow basis-72 items-center gap-3">
        {offer && <OfferIcon icon={offer.icon} />}
        <span className="min-w-0">
          <span className="flex min-w-0 font-medium">
            {isSelf || plural === "" ? (
              <MiddleEllipsis text={reference.name} />
            ) : (
              <Link href={resourceHref({ ...reference, plural })} className="min-w-0 hover:underline">
                <MiddleEllipsis text={reference.name} />
              </Link>
            )}
          </span>
          <span className="flex flex-wrap items-center gap-x-3 text-muted-foreground text-sm">
            {isSelf ? messages.self : (offer?.title ?? reference.kind)}
            <StateBadge state={health.state} />
          </span>
        </span>
      </span>
      {outputs.length > 0 && (
        <dl className="grid min-w-0 grow-2 basis-80 grid-cols-[minmax(0,auto)_minmax(0,1fr)] gap-x-4 text-sm">
          {outputs.map(({ name, value }) => (
            <div key={name} className="col-span-2 grid grid-cols-subgrid items-center">
              <dt className="text-muted-foreground [overflow-wrap:anywhere]">{name}</dt>
              <dd className="flex min-w-0 items-center gap-1">
                <span className="min-w-0 font-mono [overflow-wrap:anywhere]">{value}</span>
                <CopyButton text={value} label={messages.copy(name)} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  );
}
