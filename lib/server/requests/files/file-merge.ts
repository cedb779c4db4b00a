import "server-only";
import type { Catalog } from "#lib/catalog/catalog";
import type { FormBuilder } from "#lib/catalog/form-check";
import type { FileMerge, FileSides } from "#lib/git/types";
import { splitApiVersion } from "#lib/kubernetes/transport/resource-path";
import { isKustomization } from "#lib/request/file/kustomization";
import type { FileLayout, PathTemplate } from "#lib/request/file/path";
import type { PlanThreads } from "#lib/request/plan/threads";
import { buildVersionForm } from "#lib/server/requests/version-form";

/** Whose share of the threads reads what came from Git: everyone looks at it. */
export const REPOSITORY = "repository:";

/** What of the portal it takes; the portal itself is built with it. */
interface MergeSurroundings {
  planThreads: PlanThreads;
  pathTemplate: PathTemplate;
  layout: FileLayout;
  /** The cluster of a file whose path names none. */
  cluster: string;
  catalog: Catalog;
  buildForm: FormBuilder;
}

/**
 * What a merge of one file leaves, by the fields of its object. The form of the object's kind knows which lists have keys;
 * without it, as before the catalog is read, every list is one value.
 */
export async function mergeByFields(
  { planThreads, pathTemplate, layout, cluster, catalog, buildForm }: MergeSurroundings,
  sides: FileSides,
): Promise<FileMerge | undefined> {
  const threads = planThreads.forPerson(REPOSITORY);
  const { path, base, head } = sides;
  if (isKustomization(path)) return threads.mergeFile(sides, undefined);
  // Two new files at one path are two documents only in the layout with several documents.
  if (base === undefined && layout !== "documents") return undefined;
  const [file] = await threads.identifyFiles([
    { path, after: head, ...(base !== undefined && { before: base }) },
  ]);
  const [changed] = file?.readings ?? [];
  const identity = (changed?.after ?? changed?.before)?.identity;
  if (!identity) return undefined;
  const { group, version } = splitApiVersion(identity.apiVersion);
  const { kind } = identity;
  const record = catalog.findByKind({ cluster: pathTemplate.match(path)?.cluster ?? cluster, group, kind });
  return threads.mergeFile(sides, buildVersionForm(record, { kind, version }, buildForm));
}
