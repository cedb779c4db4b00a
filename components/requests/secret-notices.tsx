import { KeyRound, ShieldAlert } from "lucide-react";
import type { ReactNode } from "react";
import { requestMessages } from "#components/requests/messages/request";
import { Card, CardHeader } from "#components/ui/card";
import { cn } from "#components/ui/cn";
import type { PortalRequestDetail } from "#lib/request/types";

const { secrets: messages } = requestMessages;

/**
 * For an approver: the values that look like secrets. Those that the author confirmed, each with the reason, and those
 * that nobody did, which the portal hides.
 */
export function SecretNotices({
  request: { noSecrets, secrets, author },
}: {
  request: Pick<PortalRequestDetail, "noSecrets" | "secrets" | "author">;
}) {
  return (
    <>
      {secrets.length > 0 && (
        <Card className="border-fail" role="alert">
          <CardHeader title={messages.unconfirmed.title} />
          <p className="max-w-[72ch] px-4 pb-3 text-sm">{messages.unconfirmed.description}</p>
          <ul className="border-t">
            {secrets.map(({ path, label, hint }) => (
              <Row key={`${label} ${path}`} label={label} hint={hint} isSevere />
            ))}
          </ul>
        </Card>
      )}
      {noSecrets.length > 0 && (
        <Card className="border-warn">
          <CardHeader title={messages.confirmed.title} />
          <p className="max-w-[72ch] px-4 pb-3 text-sm">{messages.confirmed.description(author.name)}</p>
          <ul className="border-t">
            {noSecrets.map(({ path, label, hint, sure, reason }) => (
              <Row key={path} label={label} hint={hint} isSevere={sure}>
                <p className="[overflow-wrap:anywhere]">
                  {reason ? messages.reason(reason) : messages.noReason}
                </p>
                {sure && <p className="text-fail">{messages.sure}</p>}
              </Row>
            ))}
          </ul>
        </Card>
      )}
    </>
  );
}

interface RowProps {
  label: string;
  hint: string;
  isSevere: boolean;
  children?: ReactNode;
}

function Row({ label, hint, isSevere, children }: RowProps) {
  const Icon = isSevere ? ShieldAlert : KeyRound;
  return (
    <li className="flex items-start gap-2.5 border-b p-4 text-sm last:border-b-0">
      <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", isSevere ? "text-fail" : "text-warn")} />
      <div className="min-w-0 space-y-0.5">
        <p className="[overflow-wrap:anywhere]">
          <span className="font-medium">{label}</span>: {hint}
        </p>
        {children}
      </div>
    </li>
  );
}
