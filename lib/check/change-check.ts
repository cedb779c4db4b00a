/** Whether each changed file is the one object that its path and the request's trailers say. */
import type { CheckedFile } from "#lib/check/changed-files";
import { isPortalError } from "#lib/errors";
import { splitApiVersion } from "#lib/kubernetes/transport/resource-path";
import { type Manifest, parseManifest } from "#lib/request/file/manifest";
import type { PathTemplate, PathVariables } from "#lib/request/file/path";
import type { RequestTrailers } from "#lib/request/trailers";

export interface CheckOptions {
  pathTemplate: PathTemplate;
  /** What the pull request's body or the commit says; absent where it has no trailers. */
  trailers?: RequestTrailers;
  /** Kind to plural, where the plural is not one that English makes. */
  plurals?: ReadonlyMap<string, string>;
}

export interface CheckProblem {
  path: string;
  /** One sentence or more, for people. */
  message: string;
}

/** Namespace and group as a path writes them where an object has none. */
const NO_NAMESPACE = "_cluster";
const CORE_GROUP = "core";

/** All problems, by file. None means that whoever reads YAML sees the objects that the paths and trailers name. */
export function checkChange(files: readonly CheckedFile[], options: CheckOptions): CheckProblem[] {
  const { trailers } = options;
  const problems = files.flatMap((file) => checkFile(file, options));
  return trailers ? [...problems, ...checkTrailers(files, trailers, options.pathTemplate)] : problems;
}

function checkFile({ path, before, after, isLink }: CheckedFile, options: CheckOptions): CheckProblem[] {
  if (after === undefined && before === undefined) return [{ path, message: "There is no such file." }];
  // A removal needs no object that can be read.
  if (after === undefined) return [];
  if (isLink) return [{ path, message: "It is a link or a submodule. Commit a plain file." }];
  const manifest = read(after);
  if (typeof manifest === "string") return [{ path, message: manifest }];
  const place = options.pathTemplate.match(path);
  if (!place) return [{ path, message: "The path is not one that the path template makes." }];
  const problems = [...comparePlace(manifest, place), ...comparePlural(manifest, place, options.plurals)];
  return problems.map((message) => ({ path, message }));
}

function comparePlace(manifest: Manifest, place: Partial<PathVariables>): string[] {
  const { group, version } = splitApiVersion(manifest.apiVersion);
  const { name, namespace } = manifest.metadata;
  const found: Partial<PathVariables> = {
    name,
    group: group || CORE_GROUP,
    version,
    kind: manifest.kind.toLowerCase(),
    // A file may leave the namespace to kustomize; then the path alone says it.
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

/** A cluster alone knows the plural of a kind. Without one, what English makes of the kind must do. */
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
  const done = file.after === undefined ? "delete" : file.before === undefined ? "create" : "update";
  if (done !== operation) {
    return [...others, { path, message: `The trailers say ${operation}, and the change is a ${done}.` }];
  }
  const manifest = read(file.after ?? file.before ?? "");
  if (typeof manifest === "string") return others;
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

/** The object of a text, or why there is none. */
function read(text: string): Manifest | string {
  try {
    return parseManifest(text).manifest;
  } catch (error) {
    if (isPortalError(error)) return error.detail;
    throw error;
  }
}
