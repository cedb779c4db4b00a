import { readCategoryName } from "#components/catalog/list/filters";
import { catalogMessages } from "#components/catalog/messages";
import type { OfferGroup } from "#lib/catalog/family/offer-family";

const { sections: messages, page } = catalogMessages;

export interface Section {
  title: string;
  offers: OfferGroup[];
}

/** Offers that a person used or opened before, at most. */
const MOST_USED = 6;

/** Up to this many offers stand together: a heading over each would hide them. */
const FEW = 24;

/**
 * The sections of the catalog, each offer in one of them: those that the person used, the featured ones, the categories
 * by name with "Other" last, and those that nobody can request. Offers keep their order within a section.
 *
 * @param used ids of offers that the person requested or opened, the latest first
 */
export function arrangeSections(groups: readonly OfferGroup[], used: readonly string[]): Section[] {
  const open = groups.filter(({ entry }) => entry.requestable);
  const yours = pickUsed(open, used);
  const featured = open.filter((group) => group.entry.featured && !yours.includes(group));
  const rest = open.filter((group) => !yours.includes(group) && !featured.includes(group));
  return [
    { title: messages.yours, offers: yours },
    { title: messages.featured, offers: featured },
    ...(rest.length > FEW ? arrangeCategories(rest) : [{ title: messages.all, offers: rest }]),
    { title: messages.closed, offers: groups.filter(({ entry }) => !entry.requestable) },
  ].filter(({ offers }) => offers.length > 0);
}

function pickUsed(groups: readonly OfferGroup[], used: readonly string[]): OfferGroup[] {
  const found = used.flatMap((id) => groups.find(({ ids }) => ids.includes(id)) ?? []);
  return [...new Set(found)].slice(0, MOST_USED);
}

function arrangeCategories(groups: readonly OfferGroup[]): Section[] {
  const byName = new Map<string, OfferGroup[]>();
  for (const group of groups) {
    const name = readCategoryName(group.entry);
    const known = byName.get(name);
    if (known) known.push(group);
    else byName.set(name, [group]);
  }
  const isLast = ({ title }: Section) => Number(title === page.other);
  return [...byName]
    .map(([title, offers]) => ({ title, offers }))
    .sort((a, b) => isLast(a) - isLast(b) || a.title.localeCompare(b.title, "en"));
}
