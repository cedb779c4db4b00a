import { findPathTemplateProblem } from "#lib/request/file/path";

const OWN = "vitrine.dev/path-template";
/** A folder. https://github.com/TeraSky-OSS/backstage-plugins, plugin kubernetes-ingestor */
const FOLDER = "terasky.backstage.io/target-path";
/** "true" where a kustomization lists the file. Of TeraSky's plugin too. */
const LISTS = ["vitrine.dev/kustomization", "terasky.backstage.io/create-kustomization-file"];
/** Parameters of TeraSky's form, by our variables. */
const PARAMETERS: ReadonlyMap<string, string> = new Map([
  ["xrName", "name"],
  ["xrNamespace", "namespace"],
]);

/** Where the author of an offer wants the files of its requests. */
export interface FilePlace {
  /** A valid path template. */
  template?: string;
  /** Why the author's template cannot be used, as a sentence. */
  warning?: string;
  /** True where the kustomization of its folder lists each file. */
  isListed: boolean;
}

/** The place in the annotations of an offer. The first layer wins. */
export function findFilePlace(layers: readonly Readonly<Record<string, string>>[]): FilePlace {
  const listed = LISTS.map((key) => findAnnotation(layers, key)).find((value) => value !== undefined);
  return { ...findTemplate(layers), isListed: listed === "true" };
}

function findTemplate(layers: readonly Readonly<Record<string, string>>[]): Omit<FilePlace, "isListed"> {
  const own = findAnnotation(layers, OWN);
  if (own !== undefined) return checkTemplate(OWN, own);
  const folder = findAnnotation(layers, FOLDER);
  return folder === undefined ? {} : checkTemplate(FOLDER, completeFolder(folder));
}

/** TeraSky writes a file with the name of the object into the folder. */
function completeFolder(folder: string): string {
  const known = folder.replaceAll(/\{([^{}]*)\}/g, (_, name: string) => `{${PARAMETERS.get(name) ?? name}}`);
  return `${known.replace(/^\/+|\/+$/g, "")}/{name}.yaml`;
}

function checkTemplate(annotation: string, template: string): Omit<FilePlace, "isListed"> {
  const problem = findPathTemplateProblem(template);
  if (problem === undefined) return { template };
  return { warning: `The annotation ${annotation} is not used: ${problem}.` };
}

function findAnnotation(
  layers: readonly Readonly<Record<string, string>>[],
  key: string,
): string | undefined {
  return layers.map((layer) => layer[key]?.trim()).find(Boolean);
}
