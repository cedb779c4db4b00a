import type { CatalogSourceKind } from "#lib/catalog/types";

/** The id of a separate offer of an overlay, from the id of the offer that it is based on. */
export function buildOverlayId(base: string, overlay: string): string {
  return `${base}~overlay.${overlay}`;
}

/**
 * `<source>.<cluster>.<name>`, the same after every start. Cluster names can contain anything (`gke_a/b`,
 * `arn:aws:eks:…`): characters that are unsafe in a path segment, and the separating dot, become `~<hex>~`.
 * @param part distinguishes a further entry of the same object: `~<part>` at the end, where no name has a `~`
 * of its own
 */
export function buildEntryId(
  source: CatalogSourceKind,
  cluster: string,
  name: string,
  part?: "composite",
): string {
  const id = `${source}.${escapeAll(cluster, /[^A-Za-z0-9_-]/gu)}.${escapeAll(name, /[^A-Za-z0-9_.-]/gu)}`;
  return part ? `${id}~${part}` : id;
}

function escapeAll(text: string, unsafe: RegExp): string {
  return text.replace(unsafe, (character) => `~${character.codePointAt(0)?.toString(16)}~`);
}
