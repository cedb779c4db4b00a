import Link from "next/link";
import { reviewMessages } from "#components/request-form/review/messages";
import { FieldChanges } from "#components/requests/field-changes";
import { YamlDiff } from "#components/requests/yaml-diff";
import { Card } from "#components/ui/card";
import type { Preview } from "#lib/request/types";

const { amended: messages } = reviewMessages;

interface AmendmentProps {
  amends: NonNullable<Preview["amends"]>;
  /** Of the file. */
  path: string;
}

/** The open request that the change is added to, and the difference from the file on its branch. */
export function Amendment({ amends: { request, changes, diff }, path }: AmendmentProps) {
  const link = (
    <Link className="underline" href={`/requests/${encodeURIComponent(request)}`}>
      {request}
    </Link>
  );
  return (
    <section aria-labelledby="amendment" className="space-y-3">
      <h2 id="amendment" className="font-semibold">
        {messages.title}
      </h2>
      <p>{messages.goesTo(link)}</p>
      {changes.length > 0 && (
        <Card>
          <FieldChanges changes={changes} drift={[]} isNew={false} beforeTitle={messages.before} />
        </Card>
      )}
      <YamlDiff diff={diff} path={path} />
    </section>
  );
}
