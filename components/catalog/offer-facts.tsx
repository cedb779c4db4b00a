import { TriangleAlert } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { ClusterChoice } from "#components/catalog/cluster-choice";
import { catalogMessages } from "#components/catalog/messages";
import { offerHref } from "#components/catalog/offer-href";
import { Badge } from "#components/ui/badge";
import { KubernetesName } from "#components/ui/text/kubernetes-name";
import type { CatalogEntryDetail, CatalogVersion } from "#lib/catalog/types";

const { facts: messages } = catalogMessages;

const SOURCES: Record<CatalogEntryDetail["source"], string> = messages.sources;

/** The details of an offer: owner, usual wait, versions, scope, cluster, tags and Kubernetes names. */
export function OfferFacts({ entry, wait }: { entry: CatalogEntryDetail; wait: string | undefined }) {
  const router = useRouter();
  return (
    <dl className="space-y-3 text-sm xl:space-y-4">
      <Fact name={messages.owner}>
        {entry.owner || <span className="text-muted-foreground">{messages.noOwner}</span>}
      </Fact>
      {entry.category && <Fact name={messages.category}>{entry.category}</Fact>}
      {entry.lifecycle && <Fact name={messages.lifecycle}>{entry.lifecycle}</Fact>}
      {wait && <Fact name={messages.usualWait}>{messages.readyIn(wait)}</Fact>}
      <Fact name={messages.versions(entry.versions.length)}>
        <Versions versions={entry.versions} chosen={entry.version} />
      </Fact>
      <Fact name={messages.scope}>
        {entry.scope === "Namespaced" ? messages.namespaced : messages.clusterScoped}
      </Fact>
      <Fact name={messages.cluster}>
        {entry.clusters ? (
          <div className="xl:mt-1">
            <ClusterChoice
              clusters={entry.clusters}
              chosen={entry.id}
              onChoose={({ id }) => router.replace(offerHref(id))}
              aria-label={messages.cluster}
            />
          </div>
        ) : (
          entry.cluster
        )}
      </Fact>
      {entry.tags.length > 0 && (
        <Fact name={messages.tags}>
          <span className="flex flex-wrap gap-1 pointer-coarse:gap-y-6">
            {entry.tags.map((tag) => (
              <Link
                key={tag}
                href={`/catalog?tag=${encodeURIComponent(tag)}`}
                className="relative rounded-sm after:absolute after:inset-x-0 pointer-coarse:after:-inset-y-3"
              >
                <Badge className="hover:underline">{tag}</Badge>
              </Link>
            ))}
          </span>
        </Fact>
      )}
      <Fact name={messages.kubernetes}>
        <span className="flex items-center gap-1">
          {entry.kind}
          <KubernetesName
            of={entry.title}
            names={[
              [messages.kind, entry.kind],
              [messages.api, [entry.group, entry.version].filter(Boolean).join("/")],
              [messages.resource, entry.plural],
              [messages.offeredBy, SOURCES[entry.source]],
            ]}
          />
        </span>
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="max-xl:flex max-xl:gap-4">
      <dt className="w-24 shrink-0 text-muted-foreground">{name}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </div>
  );
}

function Versions({ versions, chosen }: { versions: readonly CatalogVersion[]; chosen: string }) {
  return (
    <ul className="space-y-1">
      {versions.map((version) => (
        <li key={version.name}>
          <span className="font-mono">{version.name}</span>
          {versions.length > 1 && version.name === chosen && (
            <span className="text-muted-foreground">{messages.defaultVersion}</span>
          )}
          {!version.served && <span className="text-muted-foreground">{messages.notServed}</span>}
          {version.deprecated && (
            <span className="flex items-start gap-1.5 text-warn text-xs">
              <TriangleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
              {version.deprecationWarning || messages.deprecated}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
