/** The page of an offer. */
export function offerHref(id: string): string {
  return `/catalog/${encodeURIComponent(id)}`;
}
