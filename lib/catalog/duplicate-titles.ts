/** Finds offers, requests and resources with equal titles, and distinguishes them by API group, cluster and more. */

interface Named {
  /** Identity of the item. */
  id: string;
  /** The title that people read. */
  title: string;
  /** API group; empty for Kubernetes' core group, and for an offer without an API. */
  group: string;
  cluster?: string;
  /** Of an offer. */
  source?: "promise" | "xrd" | "rgd" | "crd";
  /** Of an offer. */
  kind?: string;
}

/** Shown for an empty group. */
const CORE = "core";

const SOURCES = { promise: "Promise", xrd: "XRD", rgd: "RGD", crd: "CRD" } as const;

/** Read in this order, and only as far as needed. */
const FURTHER: readonly ((item: Named) => string)[] = [
  ({ source }) => (source ? SOURCES[source] : ""),
  ({ kind = "" }) => kind,
];

/**
 * For each item with a repeated title, by `id`: its API group, and its cluster where groups are equal too. Offers for
 * which these are equal get their source, their kind and at last their id. Items with a unique title are not in the
 * result.
 */
export function disambiguateTitles(items: readonly Named[]): ReadonlyMap<string, string> {
  const byTitle = new Map<string, Named[]>();
  for (const item of items) {
    const title = item.title.trim().toLowerCase();
    const known = byTitle.get(title);
    if (known) known.push(item);
    else byTitle.set(title, [item]);
  }
  const words = new Map<string, string>();
  for (const namesakes of byTitle.values()) {
    if (namesakes.length > 1) describeNamesakes(namesakes, words);
  }
  return words;
}

function describeNamesakes(namesakes: readonly Named[], words: Map<string, string>): void {
  const groups = new Set(namesakes.map(({ group }) => group));
  const clusters = new Set(namesakes.map(({ cluster }) => cluster));
  const read = [
    ...(groups.size > 1 ? [({ group }: Named) => group || CORE] : []),
    ...(clusters.size > 1 ? [({ cluster = "" }: Named) => cluster] : []),
  ];
  for (const further of [...FURTHER, readOfferId]) {
    if (countDifferent(namesakes, read) === namesakes.length) break;
    if (countDifferent(namesakes, [...read, further]) > countDifferent(namesakes, read)) read.push(further);
  }
  for (const item of namesakes) {
    const text = describeItem(item, read);
    if (text) words.set(item.id, text);
  }
}

/** Requests and resources of one API have names of their own beside the title. */
function readOfferId({ id, source }: Named): string {
  return source ? id : "";
}

function countDifferent(items: readonly Named[], read: readonly ((item: Named) => string)[]): number {
  return new Set(items.map((item) => describeItem(item, read))).size;
}

function describeItem(item: Named, read: readonly ((item: Named) => string)[]): string {
  return read
    .map((part) => part(item))
    .filter(Boolean)
    .join(" · ");
}
