/** Checks that each changed file has the objects that its path and the request's trailers name. */
import type { CheckedFile } from "#lib/check/changed-files";
import { splitApiVersion } from "#lib/kubernetes/transport/resource-path";
import { hasContent, splitDocuments } from "#lib/manifest/yaml/documents";
import { leaveOutCompanions } from "#lib/request/derive/companions";
import { listDocumentChanges } from "#lib/request/file/document-changes";
import { identifyFile } from "#lib/request/file/identified-file";
import { type Manifest, parseText } from "#lib/request/file/manifest";
import type { FileLayout, PathTemplate, PathVariables } from "#lib/request/file/path";
import type { RequestTrailers } from "#lib/request/trailers";

export interface CheckOptions {
  pathTemplate: PathTemplate;
  /** With `documents`, a file can hold several objects. */
  layout: FileLayout;
  /** The trailers in the pull request's body or the commit; absent without trailers. */
  trailers?: RequestTrailers;
  /** Plurals by kind, for irregular ones. */
  plurals?: ReadonlyMap<string, string>;
}

export interface CheckProblem {
  path: string;
  /** One or more sentences. */
  message: string;
}

/** The namespace and group in a path for an object without one. */
const NO_NAMESPACE = "_cluster";
const CORE_GROUP = "core";

/**
 * All problems, by file. Without problems, every YAML reader sees the objects that the paths and trailers
 * name.
 */
export function checkChange(changed: readonly CheckedFile[], options: CheckOptions): CheckProblem[] {
  const { trailers } = options;
  const files = options.layout === "kustomization" ? leaveOutLists(changed) : changed;
  const problems = files.flatMap((file) => checkFile(file, options));
  return trailers ? [...problems, ...checkTrailers(files, trailers, options.pathTemplate)] : problems;
}

/** The files without kustomizations that only add or remove the entry of another changed file. */
function leaveOutLists(files: readonly CheckedFile[]): CheckedFile[] {
  const identified = files.map(({ isLink, ...file }) =>
    isLink ? { ...file, irregular: "it is a link" } : identifyFile(file),
  );
  const own = new Set(leaveOutCompanions(identified).map(({ path }) => path));
  return files.filter(({ path }) => own.has(path));
}

function checkFile({ path, before, after, isLink }: CheckedFile, options: CheckOptions): CheckProblem[] {
  if (after === undefined && before === undefined) return [{ path, message: "The file does not exist." }];
  // A removed file need not be valid.
  if (after === undefined) return [];
  if (isLink) return [{ path, message: "It is a link or a submodule. Commit a plain file." }];
  const parsed = listTexts(after, options.layout).map((text) => parseText(text));
  const place = options.pathTemplate.match(path);
  const problems = parsed.flatMap(({ manifest, errors }) => {
    if (!manifest) return [errors[0]?.message ?? ""];
    if (!place) return ["The path does not match the path template."];
    return [...comparePlace(manifest, place), ...comparePlural(manifest, place, options.plurals)];
  });
  const twice = listRepeated(parsed.flatMap(({ manifest }) => manifest ?? []));
  return [...problems, ...twice].map((message) => ({ path, message }));
}

/** The documents of a file; without content, the file as a whole, which is then refused. */
function listTexts(text: string, layout: FileLayout): string[] {
  const documents = layout === "documents" ? splitDocuments(text).filter(hasContent) : [];
  return documents.length <= 1 ? [text] : documents.map(({ body }) => body);
}

function listRepeated(manifests: readonly Manifest[]): string[] {
  const keys = manifests.map(({ apiVersion, kind, metadata: { name, namespace = "" } }) =>
    [splitApiVersion(apiVersion).group, kind, namespace, name].join("/"),
  );
  const repeated = manifests.filter((_, index) => keys.indexOf(keys[index] ?? "") < index);
  return repeated.map(({ kind, metadata }) => `The file holds ${kind} ${metadata.name} twice.`);
}

function comparePlace(manifest: Manifest, place: Partial<PathVariables>): string[] {
  const { group, version } = splitApiVersion(manifest.apiVersion);
  const { name, namespace } = manifest.metadata;
  const found: Partial<PathVariables> = {
    name,
    group: group || CORE_GROUP,
    version,
    kind: manifest.kind.toLowerCase(),
    // A file may leave the namespace to kustomize; then only the path has it.
    ...(namespace !== undefined && { namespace }),
  };
  if (namespace !== undefined && place.namespace === NO_NAMESPACE) {
    return [`The path says that the object has no namespace, and the file says ${namespace}.`];
  }
  return (Object.keys(found) as (keyof PathVariables)[]).flatMap((field) => {
    const [said, is] = [place[field], found[field]];
    if (said === undefined || said === is) return [];
    return [`The path says that the ${field} is ${said}, and the file says ${is}.`];
  });
}

/** Only a cluster knows the plural of a kind. Without a cluster, the English plural is used. */
function comparePlural(
  { kind }: Manifest,
  { plural }: Partial<PathVariables>,
  plurals: CheckOptions["plurals"],
): string[] {
  if (plural === undefined) return [];
  const word = kind.toLowerCase();
  const usual = [word, `${word}s`, `${word}es`, word.replace(/y$/, "ies"), `${word.replace(/fe?$/, "")}ves`];
  const known = plurals?.get(kind);
  if (known === undefined ? usual.includes(plural) : known === plural) return [];
  return [
    `The path says that the plural is ${plural}, which is not one of ${kind}. If it is, name it: --plural ${kind}=${plural}.`,
  ];
}

function checkTrailers(
  files: readonly CheckedFile[],
  trailers: RequestTrailers,
  template: PathTemplate,
): CheckProblem[] {
  const { path, operation, object } = trailers;
  const others = files
    .filter((file) => file.path !== path)
    .map((file) => ({ path: file.path, message: `The trailers say that only ${path} changes.` }));
  const file = files.find((candidate) => candidate.path === path);
  if (!file) return [...others, { path, message: "The trailers name this file, and it does not change." }];
  const [change, ...more] = listDocumentChanges(file);
  if (!change || more.length > 0) {
    const count = change ? more.length + 1 : 0;
    const message = `The trailers say that one object changes, and the file changes ${count}.`;
    return [...others, { path, message }];
  }
  const { before, after } = change.texts;
  const done = after === undefined ? "delete" : before === undefined ? "create" : "update";
  if (done !== operation) {
    return [...others, { path, message: `The trailers say ${operation}, and the change is a ${done}.` }];
  }
  const { manifest } = parseText(after ?? before ?? "");
  if (!manifest) return others;
  const { group, version } = splitApiVersion(manifest.apiVersion);
  const { name, namespace } = manifest.metadata;
  const place = template.match(path);
  const placeNamespace = place?.namespace === NO_NAMESPACE ? undefined : place?.namespace;
  const pairs: [string, string | undefined, string | undefined][] = [
    ["group", object.group, group],
    ["version", object.version, version],
    ["kind", object.kind, manifest.kind],
    ["namespace", object.namespace, namespace ?? placeNamespace],
    ["plural", object.plural, place?.plural ?? object.plural],
    ["cluster", object.cluster, place?.cluster ?? object.cluster],
    ["name", object.name, name],
  ];
  const differences = pairs.filter(([, said, is]) => said !== is);
  return [
    ...others,
    ...differences.map(([field, said, is]) => ({
      path,
      message: `The trailers say that the ${field} is ${said || "empty"}, and the file says ${is || "empty"}.`,
    })),
  ];
}
