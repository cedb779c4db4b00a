/**
 * GitLab's published description of its REST API, as far as the stand-in has it (see README.md), read strictly.
 *
 * The description is generated from code that names the properties of answers and seldom their types. So a name that
 * it does not have is a fault, `string` without more is no type, a reference also stands for a list, and every
 * property can be null. What GitLab's pages say more exactly is in corrections.ts.
 */
import { readFileSync } from "node:fs";
import {
  COMMON_STATUSES,
  CORRECTED_PROPERTIES,
  FILE,
  MORE_STATUSES,
  PAGE_PARAMETERS,
} from "#demo/stand-ins/gitlab/openapi/corrections";
import {
  type ApiDescription,
  createDescription,
  type Description,
  description,
} from "#demo/stand-ins/openapi/description";
import type { JsonSchema } from "#demo/stand-ins/openapi/schema";

let loaded: ApiDescription | undefined;

/** Reads the description (90 KB) once a process. */
export function loadDescription(): ApiDescription {
  if (loaded) return loaded;
  const text = readFileSync(new URL("./openapi.json", import.meta.url), "utf8");
  loaded = createDescription(readStrictly(description.parse(JSON.parse(text))));
  return loaded;
}

const isObject = (value: unknown): value is JsonSchema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function readStrictly({ paths, components }: Description): Description {
  const isRequest = (name: string) => name.startsWith("RequestBody_") || name.startsWith("post");
  const schemas = Object.entries(components.schemas).map(([name, schema]) => [
    name,
    isRequest(name) ? readBody(name, schema) : readEntity(name, schema),
  ]);
  const operations = Object.entries(paths).map(([path, methods]) => [
    path,
    Object.fromEntries(
      Object.keys(methods).map((method) => [
        method,
        readOperation(`${method.toUpperCase()} ${path}`, findOperation(methods, method)),
      ]),
    ),
  ]);
  return {
    paths: Object.fromEntries(operations),
    components: { ...components, schemas: Object.fromEntries(schemas) },
  };
}

/** HEAD has the parameters of GET; the description shows them as a body. */
function findOperation(methods: JsonSchema, method: string): JsonSchema {
  const operation = method === "head" ? (methods.get ?? methods.head) : methods[method];
  return isObject(operation) ? operation : {};
}

function readBody(name: string, schema: JsonSchema): JsonSchema {
  const published = isObject(schema.properties) ? schema.properties : {};
  const properties = { ...published, ...CORRECTED_PROPERTIES[name] };
  return { ...schema, properties, additionalProperties: false };
}

function readEntity(name: string, schema: JsonSchema): JsonSchema {
  const published = isObject(schema.properties) ? schema.properties : {};
  const read = Object.entries(published).map(([key, value]) => [key, readProperty(value)]);
  const properties = { ...Object.fromEntries(read), ...CORRECTED_PROPERTIES[name] };
  return { type: "object", properties, additionalProperties: false };
}

function readProperty(value: unknown): JsonSchema {
  if (!isObject(value)) return {};
  if ("$ref" in value) return { anyOf: [value, { type: "array", items: value }, { type: "null" }] };
  const isUntyped = value.type === "string" && Object.keys(value).length === 1;
  return isUntyped ? {} : { ...value, nullable: true };
}

function readOperation(name: string, operation: JsonSchema): JsonSchema {
  const parameters = Array.isArray(operation.parameters) ? operation.parameters : [];
  const known = new Set(parameters.map((parameter) => (isObject(parameter) ? parameter.name : undefined)));
  const isList = known.has("per_page");
  const pages = PAGE_PARAMETERS.filter((parameter) => isList && !known.has(parameter));
  const responses = isObject(operation.responses) ? operation.responses : {};
  const isFile = name.endsWith(" /projects/{id}/repository/files/{file_path}");
  const file = { content: { "application/json": { schema: FILE } } };
  const answers = Object.entries(responses).map(([status, answer]) => [
    status,
    isFile && status === "200" ? file : readAnswer(answer),
  ]);
  const success = answers.find(([status]) => status === "200")?.[1];
  const more = [...COMMON_STATUSES, ...(MORE_STATUSES[name] ?? [])]
    .filter((status) => !(status in responses))
    .map((status) => [String(status), status === 201 ? success : {}]);
  return {
    ...operation,
    parameters: [
      ...parameters.map(readParameter),
      ...pages.map((parameter) => ({ name: parameter, in: "query", schema: {} })),
    ],
    responses: Object.fromEntries([...answers, ...more]),
  };
}

/** A parameter that can be a number or text is `oneOf` both, although every number is text in an address. */
function readParameter(parameter: unknown): unknown {
  if (!isObject(parameter) || !isObject(parameter.schema)) return parameter;
  return "oneOf" in parameter.schema ? { ...parameter, schema: {} } : parameter;
}

function readAnswer(answer: unknown): unknown {
  const content =
    isObject(answer) && isObject(answer.content) ? answer.content["application/json"] : undefined;
  if (!isObject(content)) return {};
  return { content: { "application/json": { schema: readProperty(content.schema) } } };
}
