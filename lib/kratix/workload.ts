import { gunzipSync } from "node:zlib";
import { parseAllDocuments } from "yaml";
import { z } from "zod";
import type { Workload } from "#lib/kratix/work";
import { splitApiVersion } from "#lib/kubernetes/transport/resource-path";
import type { GroupVersionKind } from "#lib/kubernetes/types";

/** An object in a Work's file, by its name. Its content is not kept, because it may contain secrets. */
export interface DeliveredObject extends GroupVersionKind {
  /** As written; absent for cluster-scoped objects, and where the author left it out. */
  namespace?: string;
  name: string;
  /** Its file. */
  filepath: string;
}

export interface WorkloadContents {
  objects: DeliveredObject[];
  /** Why the file, or a document in it, could not be parsed. */
  problem?: string;
}

/** Files of Kubernetes objects are far smaller. A larger file is refused before it is unpacked. */
const MAX_BYTES = 16 * 1024 * 1024;

// Base64 of the first three bytes of every gzip file: 1f 8b 08.
const GZIP_PREFIX = "H4sI";

const documentSchema = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z
    .object({ name: z.string(), namespace: z.string().optional().catch(undefined) })
    .optional()
    .catch(undefined),
  items: z.array(z.unknown()).optional().catch(undefined),
});

/** The text of a workload: current Kratix stores gzip and then base64, old ones the plain text. Throws on damaged gzip. */
export function decodeContent(content: string): string {
  if (!content.startsWith(GZIP_PREFIX)) return content;
  return gunzipSync(Buffer.from(content, "base64"), { maxOutputLength: MAX_BYTES }).toString("utf8");
}

/**
 * The objects that a file of a Work delivers. Files that are not YAML or JSON deliver none; a file that cannot be read
 * says so in `problem` and gives what could be read.
 */
export function readWorkload({ filepath, content }: Workload): WorkloadContents {
  if (!/\.(ya?ml|json)$/i.test(filepath)) return { objects: [] };
  try {
    return readDocuments(filepath, decodeContent(content));
  } catch {
    return { objects: [], problem: `${filepath} is damaged and cannot be unpacked.` };
  }
}

function readDocuments(filepath: string, text: string): WorkloadContents {
  const contents: WorkloadContents = { objects: [] };
  for (const document of parseAllDocuments(text, { logLevel: "silent" })) {
    if (document.errors.length > 0) contents.problem = `${filepath} is not valid YAML.`;
    else contents.objects.push(...readObjects(filepath, document.toJS({ maxAliasCount: 100 })));
  }
  return contents;
}

/** One object, or those of a List. */
function readObjects(filepath: string, value: unknown): DeliveredObject[] {
  const parsed = documentSchema.safeParse(value);
  if (!parsed.success) return [];
  const { apiVersion, kind, metadata, items } = parsed.data;
  if (items && kind.endsWith("List")) return items.flatMap((item) => readObjects(filepath, item));
  if (!metadata) return [];
  const { group, version } = splitApiVersion(apiVersion);
  return [{ group, version, kind, namespace: metadata.namespace, name: metadata.name, filepath }];
}
