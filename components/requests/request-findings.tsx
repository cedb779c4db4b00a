import { OctagonX, TriangleAlert } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { offerHref } from "#components/catalog/offer-href";
import { useMissingAttributes } from "#components/data/queries";
import { requestMessages } from "#components/requests/messages/request";
import { changeHref, resourceHref } from "#components/resources/resource-href";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { BreakableText } from "#components/ui/text/breakable-text";
import type { PortalRequestDetail, RequestFinding } from "#lib/request/types";

const { findings: messages } = requestMessages;

interface RequestFindingsProps {
  findings: readonly RequestFinding[];
  /** The form that moves the request to the version that is served; absent where there is none. */
  moveHref?: string | undefined;
}

/** The link to the form that moves an open request to a served version; undefined where no offer has its kind. */
export function moveHrefOf({
  id,
  entry,
  operation,
  object,
  findings,
}: PortalRequestDetail): string | undefined {
  const to = findings.find(({ move }) => move)?.move?.to;
  if (!entry || to === undefined) return undefined;
  const form = operation === "create" ? `${offerHref(entry.id)}/new` : changeHref({ ...object, version: to });
  return `${form}?${new URLSearchParams({ from: id })}`;
}

/** Facts beside the values of a request: existing files and objects, and versions that the cluster no longer serves. */
export function RequestFindings({ findings, moveHref }: RequestFindingsProps) {
  if (findings.length === 0) return null;
  const blocks = findings.some((finding) => finding.blocks);
  return (
    <Card role={blocks ? "alert" : "status"} className={blocks ? "border-fail" : "border-warn"}>
      <ul>
        {findings.map((finding) => (
          <Finding key={finding.message} finding={finding} moveHref={moveHref} />
        ))}
      </ul>
    </Card>
  );
}

/** The attributes of a pull request, such as labels, that the Git host did not accept. */
export function MissingAttributes({ request: { id, pullRequest } }: { request: PortalRequestDetail }) {
  const missing = useMissingAttributes(id);
  if (missing.length === 0) return null;
  return (
    <Card role="status" className="flex items-start gap-3 border-warn p-4">
      <Fact action={<LinkButton href={pullRequest.url}>{messages.viewPullRequest}</LinkButton>}>
        <ul>
          {missing.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
        <p className="text-muted-foreground text-sm">{messages.missing}</p>
      </Fact>
    </Card>
  );
}

interface FactProps {
  blocks?: boolean;
  /** Beside the words, or below them on a phone. */
  action: ReactNode;
  children: ReactNode;
}

/** The icon, the words and the action of a row. */
function Fact({ blocks = false, action, children }: FactProps) {
  const Icon = blocks ? OctagonX : TriangleAlert;
  return (
    <>
      <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${blocks ? "text-fail" : "text-warn"}`} />
      <div className="flex min-w-0 grow flex-wrap items-start gap-3">
        <div className="min-w-0 grow basis-80 [overflow-wrap:anywhere] *:max-w-[72ch]">{children}</div>
        {action}
      </div>
    </>
  );
}

interface FindingProps extends Pick<RequestFindingsProps, "moveHref"> {
  finding: RequestFinding;
}

function Finding({ finding, moveHref }: FindingProps) {
  const { message, next, blocks, move } = finding;
  return (
    <li className="flex items-start gap-3 border-b p-4 last:border-b-0">
      <Fact blocks={blocks} action={<NextStep finding={finding} moveHref={moveHref} />}>
        <p>
          <BreakableText text={message} />
        </p>
        <p className="text-muted-foreground text-sm">{next}</p>
        {move && move.lost.length > 0 && <p className="text-sm">{messages.lost(move.to, move.lost)}</p>}
      </Fact>
    </li>
  );
}

function NextStep({ finding: { kind, resource, request, move }, moveHref }: FindingProps) {
  if (move) return moveHref ? <LinkButton href={moveHref}>{messages.moveTo(move.to)}</LinkButton> : null;
  if (request !== undefined)
    return <LinkButton href={`/requests/${encodeURIComponent(request)}`}>{messages.viewRequest}</LinkButton>;
  if (!resource) return null;
  return kind === "file-exists" ? (
    <LinkButton href={changeHref(resource)}>{messages.changeResource}</LinkButton>
  ) : (
    <LinkButton href={resourceHref(resource)}>{messages.openResource}</LinkButton>
  );
}

function LinkButton({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Button asChild size="sm">
      <Link href={href}>{children}</Link>
    </Button>
  );
}
