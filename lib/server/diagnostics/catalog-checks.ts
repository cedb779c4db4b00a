import "server-only";
import type { DiagnosticCheck } from "#lib/api/types";
import type { Catalog } from "#lib/catalog/catalog";
import type { CatalogEntry } from "#lib/catalog/types";
import { fail, leaveOpen, pass } from "#lib/server/diagnostics/check";

const FOUND = { id: "offers", title: "Offers found" };
const FORMS = { id: "forms", title: "Offers can be requested" };
const OVERLAYS = { id: "overlays", title: "Overlays fit their offers" };
/** Offers that a finding names. */
const NAMED = 5;

/** Whether the catalog has offers, which of them nobody can request, and which overlays do not fit. */
export function checkCatalog(
  catalog: Pick<Catalog, "list" | "hasSynced" | "listOverlayProblems">,
): DiagnosticCheck[] {
  return [...checkOffers(catalog), ...checkOverlays(catalog)];
}

/** No check where each overlay fits: most platforms have none. */
function checkOverlays(catalog: Pick<Catalog, "listOverlayProblems">): DiagnosticCheck[] {
  const problems = catalog.listOverlayProblems();
  if (problems.length === 0) return [];
  const named = problems
    .slice(0, NAMED)
    .map(({ cluster, overlay, message }) => `${overlay} in ${cluster}: ${message}`);
  const rest = problems.length > NAMED ? ` And ${problems.length - NAMED} more.` : "";
  return [
    fail(OVERLAYS, "warning", `${named.join(" ")}${rest}`, {
      text: "Correct these overlays. The named parts have no effect; the offers work without them.",
      code: "kubectl edit offeroverlay <name>",
      docs: "overlays.md",
    }),
  ];
}

function checkOffers(catalog: Pick<Catalog, "list" | "hasSynced">): DiagnosticCheck[] {
  const entries = catalog.list().map(({ entry }) => entry);
  if (entries.length > 0) return [pass(FOUND, countOffers(entries)), checkForms(entries)];
  if (!catalog.hasSynced())
    return [leaveOpen(FOUND, "The portal has not read all clusters yet, so the catalog may be incomplete.")];
  return [
    fail(
      FOUND,
      "failed",
      "No cluster has a Promise, an XRD, an RGD or a labelled CRD, so the catalog is empty.",
      {
        text: "Install a Promise, an XRD or an RGD, or offer a kind that exists.",
        code: "kubectl get crds\nkubectl label crd <name> vitrine.dev/offer=true",
        docs: "offers.md",
      },
    ),
  ];
}

const SOURCES: Record<CatalogEntry["source"], string> = {
  promise: "Kratix",
  xrd: "Crossplane",
  rgd: "kro",
  crd: "labelled CRDs",
};

function countOffers(entries: readonly CatalogEntry[]): string {
  const counts = Object.entries(SOURCES).flatMap(([source, name]) => {
    const count = entries.filter((entry) => entry.source === source).length;
    return count > 0 ? [`${count} of ${name}`] : [];
  });
  return `The catalog has ${counts.join(", ")}.`;
}

function checkForms(entries: readonly CatalogEntry[]): DiagnosticCheck {
  // A Promise without an API is meant to have no form.
  const broken = entries.filter(({ requestable, plural }) => !requestable && plural !== "");
  if (broken.length === 0) return pass(FORMS, "Each offer that has an API has a form.");
  const named = broken.slice(0, NAMED).map(({ title, reason }) => `${title}: ${reason}`);
  const rest = broken.length > NAMED ? ` And ${broken.length - NAMED} more.` : "";
  return fail(FORMS, "warning", `${named.join(" ")}${rest}`, {
    text: "Ask the authors of these offers to fix them. The card of each offer gives the reason.",
    docs: "offers.md",
  });
}
