/** A catalog with the overlays of its clusters. */
import { type Catalog, compareTitles, type OverlayProblem } from "#lib/catalog/catalog";
import { buildOverlayId } from "#lib/catalog/entry-id";
import type { FormBuilder } from "#lib/catalog/form-check";
import { type Overlay, type ParsedOverlay, parseOverlay } from "#lib/catalog/overlays/overlay";
import { applyOverlay } from "#lib/catalog/overlays/overlay-record";
import type { CatalogEvent, CatalogRecord } from "#lib/catalog/types";
import type { Informer } from "#lib/kubernetes/types";

/**
 * The offers with their overlays. Offers of a cluster are absent until the portal has read its overlays, so that no
 * hidden offer is visible after a start. Where the cluster refuses the read, the portal works without overlays, and
 * Diagnostics names the missing right.
 * @param informers the overlays of each cluster; the caller closes them
 */
export function createOverlaidCatalog(
  base: Catalog,
  informers: readonly Informer[],
  buildForm: FormBuilder,
): Catalog {
  const overlays = openOverlays(informers);
  const derived = new WeakMap<CatalogRecord, { by: readonly Overlay[]; records: readonly CatalogRecord[] }>();

  /** The offer itself first, then its separate offers. */
  function derive(record: CatalogRecord): readonly CatalogRecord[] {
    if (!overlays.hasRead(record.entry.cluster)) return [];
    const by = overlays.listFor(record.entry.id);
    if (by.length === 0) return [record];
    const known = derived.get(record);
    if (known && isSameList(known.by, by)) return known.records;
    const own = by.find(({ spec }) => !spec.separate);
    const records = [
      own ? applyOverlay(record, own, buildForm) : record,
      ...by.filter(({ spec }) => spec.separate).map((overlay) => applyOverlay(record, overlay, buildForm)),
    ];
    derived.set(record, { by, records });
    return records;
  }

  function get(id: string): CatalogRecord | undefined {
    const separate = overlays.findSeparate(id);
    const record = base.get(separate?.base ?? id);
    return record && derive(record).find(({ entry }) => entry.id === id);
  }

  const listByKind: Catalog["listByKind"] = (kind) => base.listByKind(kind).flatMap(derive);

  return {
    list: () => base.list().flatMap(derive).sort(compareTitles),
    get,
    findByKind: (kind) => listByKind(kind)[0],
    listByKind,
    listOverlayProblems: () => [
      ...overlays.list().flatMap((one) => describeOverlay(one, base)),
      ...overlays.listSecond(),
      ...base.list().flatMap(derive).flatMap(describeRecord),
    ],
    hasReadOverlays: overlays.hasRead,
    hasSynced: () =>
      base.hasSynced() && informers.every(({ resource }) => overlays.hasRead(resource.cluster)),
    subscribe(listener) {
      const unsubscribes = [
        base.subscribe((event) => {
          listener(event);
          for (const { name, spec } of overlays.listFor(event.id))
            if (spec.separate) listener({ ...event, id: buildOverlayId(event.id, name) });
        }),
        overlays.subscribe((ids) => {
          const changed =
            ids ??
            base
              .list()
              .flatMap(derive)
              .map(({ entry }) => entry.id);
          for (const id of changed) listener(describeEvent(id, get(id)));
        }),
      ];
      return () => {
        for (const unsubscribe of unsubscribes) unsubscribe();
      };
    },
    close() {
      overlays.close();
      base.close();
    },
  };
}

const describeEvent = (id: string, record: CatalogRecord | undefined): CatalogEvent => ({
  type: record ? "changed" : "removed",
  id,
});

function isSameList(some: readonly Overlay[], others: readonly Overlay[]): boolean {
  return some.length === others.length && some.every((one, index) => one === others[index]);
}

function describeOverlay(parsed: ParsedOverlay, base: Catalog): OverlayProblem[] {
  if (parsed.state === "broken") {
    const { cluster, name: overlay, reason } = parsed;
    return [{ cluster, overlay, message: `The overlay has no effect. ${reason}` }];
  }
  const { cluster, name: overlay, base: id, spec } = parsed.overlay;
  if (!base.hasSynced() || base.get(id)) return [];
  const { kind, name } = spec.offer;
  return [{ cluster, overlay, message: `The overlay has no effect: there is no offer of ${kind} ${name}.` }];
}

function describeRecord({ entry, curation }: CatalogRecord): OverlayProblem[] {
  const { overlay = "", problems = [] } = curation ?? {};
  return problems.map((message) => ({ cluster: entry.cluster, overlay, message }));
}

/** Gets the ids of offers that changed; none: the offers of a whole cluster. */
type OverlayListener = (ids?: readonly string[]) => void;

/** The overlays of all clusters, indexed by the offers that they are about. */
function openOverlays(informers: readonly Informer[]) {
  const listeners = new Set<OverlayListener>();
  const byBase = new Map<string, Overlay[]>();
  const separate = new Map<string, Overlay>();
  const read = new Set<string>();
  const list = () =>
    informers.flatMap((informer) =>
      informer.list().map((object) => parseOverlay(object, informer.resource.cluster)),
    );

  /** The ids that an overlay decides about. */
  const idsOf = ({ base, name, spec }: Overlay) =>
    spec.separate ? [base, buildOverlayId(base, name)] : [base];

  function index(): void {
    byBase.clear();
    separate.clear();
    for (const parsed of list()) {
      if (parsed.state === "broken") continue;
      const { overlay } = parsed;
      byBase.set(overlay.base, [...(byBase.get(overlay.base) ?? []), overlay]);
      if (overlay.spec.separate) separate.set(buildOverlayId(overlay.base, overlay.name), overlay);
    }
  }

  function notify(ids?: readonly string[]): void {
    for (const listener of [...listeners]) listener(ids);
  }

  const unsubscribes = informers.map((informer) =>
    informer.subscribe((event) => {
      const { cluster } = informer.resource;
      if (!("object" in event)) {
        if (!hasRead(informer) || read.has(cluster)) return;
        read.add(cluster);
        notify();
        return;
      }
      index();
      const objects = "previous" in event ? [event.object, event.previous] : [event.object];
      const parsed = objects.map((object) => parseOverlay(object, cluster));
      notify([...new Set(parsed.flatMap((one) => (one.state === "read" ? idsOf(one.overlay) : [])))]);
    }),
  );

  return {
    list,
    listFor: (id: string): readonly Overlay[] => byBase.get(id) ?? [],
    findSeparate: (id: string) => separate.get(id),
    hasRead: (cluster: string) => {
      const informer = informers.find(({ resource }) => resource.cluster === cluster);
      return informer === undefined || hasRead(informer);
    },
    /** Of several overlays that change one offer, the first by name counts. */
    listSecond: (): OverlayProblem[] =>
      [...byBase.values()].flatMap((overlays) => {
        const [first, ...others] = overlays.filter(({ spec }) => !spec.separate);
        return others.map(({ cluster, name: overlay }) => ({
          cluster,
          overlay,
          message: `The overlay has no effect: ${first?.name} changes the same offer already. Set separate: true for a further offer.`,
        }));
      }),
    subscribe(listener: OverlayListener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      for (const unsubscribe of unsubscribes) unsubscribe();
      listeners.clear();
    },
  };
}

function hasRead(informer: Informer): boolean {
  if (informer.hasSynced()) return true;
  const freshness = informer.freshness();
  return freshness.state === "away" && freshness.code === "forbidden";
}
