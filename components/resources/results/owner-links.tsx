"use client";

import Link from "next/link";
import { Fragment } from "react";
import { resourceMessages } from "#components/resources/messages";
import { resourceHref } from "#components/resources/resource-href";
import type { ResourceDetail } from "#lib/api/types";

const { owners: messages } = resourceMessages;

/** The objects that own a resource, as links: the way up from a part. */
export function OwnerLinks({ owners }: Pick<ResourceDetail, "owners">) {
  if (owners.length === 0) return null;
  return (
    <p className="text-sm [overflow-wrap:anywhere]">
      <span className="text-muted-foreground">{messages.ownedBy} </span>
      {owners.map(({ reference, plural }, index) => (
        <Fragment key={`${reference.group}/${reference.kind}/${reference.name}`}>
          {index > 0 && ", "}
          {plural === "" ? (
            messages.owner(reference.kind, reference.name)
          ) : (
            <Link href={resourceHref({ ...reference, plural })} className="underline">
              {messages.owner(reference.kind, reference.name)}
            </Link>
          )}
        </Fragment>
      ))}
    </p>
  );
}
