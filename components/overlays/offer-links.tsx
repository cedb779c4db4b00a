import { ExternalLink } from "lucide-react";
import { overlayMessages } from "#components/overlays/messages";
import type { CatalogEntry } from "#lib/catalog/types";

const { links: messages } = overlayMessages;

/** The documentation and links of an offer; nothing where it has none of them. */
export function OfferLinks({ offer: { docs, links = [] } }: { offer: CatalogEntry }) {
  const targets = [...(docs === undefined ? [] : [{ title: messages.docs, url: docs }]), ...links];
  if (targets.length === 0) return null;
  return (
    <section aria-label={messages.title} className="text-sm">
      <ul className="flex flex-wrap gap-x-6 gap-y-1">
        {targets.map(({ title, url }) => (
          <li key={`${title} ${url}`}>
            <a
              href={url}
              target="_blank"
              rel="noreferrer"
              className="inline-flex items-center gap-1 text-primary hover:underline pointer-coarse:py-3"
            >
              {title}
              <ExternalLink aria-hidden className="size-3.5" />
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
