import { TriangleAlert } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Badge } from "#components/ui/badge";
import { KubernetesName } from "#components/ui/text/kubernetes-name";
import type { CatalogEntryDetail, CatalogVersion } from "#lib/catalog/types";

const OFFERED_BY: Record<CatalogEntryDetail["source"], string> = {
  promise: "Kratix Promise",
  xrd: "Crossplane XRD",
  rgd: "kro ResourceGraphDefinition",
  crd: "CustomResourceDefinition",
};

/** What to know before deciding: owner, versions, where it goes, how long it takes. */
export function OfferFacts({ entry, wait }: { entry: CatalogEntryDetail; wait: string | undefined }) {
  return (
    <dl className="space-y-3 text-sm xl:space-y-4">
      <Fact name="Owner">{entry.owner || "No owner named"}</Fact>
      {wait && <Fact name="Usual wait">Ready in {wait}</Fact>}
      <Fact name={entry.versions.length === 1 ? "Version" : "Versions"}>
        <Versions versions={entry.versions} chosen={entry.version} />
      </Fact>
      <Fact name="Goes to">
        {entry.scope === "Namespaced" ? "a namespace of yours" : "the whole cluster"}
      </Fact>
      <Fact name="Cluster">{entry.cluster}</Fact>
      {entry.tags.length > 0 && (
        <Fact name="Tags">
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
      <Fact name="In Kubernetes">
        <span className="flex items-center gap-1">
          {entry.kind}
          <KubernetesName
            of={entry.title}
            names={[
              ["Kind", entry.kind],
              ["API", [entry.group, entry.version].filter(Boolean).join("/")],
              ["Resource", entry.plural],
              ["Offered by", OFFERED_BY[entry.source]],
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
            <span className="text-muted-foreground"> · usual choice</span>
          )}
          {!version.served && <span className="text-muted-foreground"> · not served</span>}
          {version.deprecated && (
            <span className="flex items-start gap-1.5 text-warn text-xs">
              <TriangleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
              {version.deprecationWarning || "Going away: choose another version."}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
