/** Checks of requests and answers against a published description of a REST API: https://spec.openapis.org/oas/v3.0.3 */
import { Ajv, type ValidateFunction } from "ajv";
import { z } from "zod";
import { convertSchema, type JsonSchema } from "#demo/stand-ins/openapi/schema";

const schema = z.record(z.string(), z.unknown());
const media = z.object({ schema: schema.optional() });
const parameter = z.object({
  name: z.string(),
  in: z.enum(["path", "query", "header"]),
  required: z.boolean().optional(),
  schema: schema.optional(),
});
const reference = z.object({ $ref: z.string() });
const response = z.object({ content: z.record(z.string(), media).optional() });
const operation = z.object({
  parameters: z.array(z.union([reference, parameter])).optional(),
  requestBody: z
    .object({ required: z.boolean().optional(), content: z.record(z.string(), media) })
    .optional(),
  responses: z.record(z.string(), z.union([reference, response])),
});
export const description = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.object({
    schemas: z.record(z.string(), schema),
    parameters: z.record(z.string(), z.unknown()),
    responses: z.record(z.string(), z.unknown()),
  }),
});
export type Description = z.infer<typeof description>;

export interface ApiRequest {
  params: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string | readonly string[]>>;
  /** Undefined without a body. */
  body: unknown;
}

export interface ApiDescription {
  /** True where the description has the operation. `template` is a path such as `/repos/{owner}/{repo}`. */
  has(method: string, template: string): boolean;
  /** The first part of the request that does not match the operation, as a sentence. */
  findRequestProblem(method: string, template: string, request: ApiRequest): string | undefined;
  /** The first part of the answer that does not match; `body` is undefined for an empty answer. */
  findAnswerProblem(method: string, template: string, status: number, body: unknown): string | undefined;
  /** The first part of a webhook's payload that does not match the component, such as `webhook-push`. */
  findPayloadProblem(component: string, payload: unknown): string | undefined;
}

interface Checks {
  query: ReadonlySet<string>;
  parameters: ValidateFunction;
  body?: ValidateFunction;
  needsBody: boolean;
  /** By status; undefined for an answer without JSON. */
  answers: Map<string, ValidateFunction | undefined>;
}

/** Statuses that every operation can have, although the description lists them at some operations only. */
const COMMON = new Set([304, 401, 403, 404, 429, 500, 502, 503]);

/** Compiles the checks of an operation at its first use. */
export function createDescription(document: Description): ApiDescription {
  const compile = createCompiler(document);
  const known = new Map<string, Checks>();
  const payloads = new Map<string, ValidateFunction>();
  const find = (method: string, template: string) => document.paths[template]?.[method.toLowerCase()];

  function findChecks(method: string, template: string): Checks {
    const key = `${method} ${template}`;
    const checks = known.get(key) ?? compileOperation(document, find(method, template), compile);
    known.set(key, checks);
    return checks;
  }

  return {
    has: (method, template) => find(method, template) !== undefined,
    findRequestProblem(method, template, { params, query, body }) {
      const checks = findChecks(method, template);
      const unknown = Object.keys(query).find((name) => !checks.query.has(name));
      if (unknown !== undefined) return `the query parameter ${unknown} is not documented`;
      const problem = findProblem(checks.parameters, { ...params, ...query });
      if (problem) return problem;
      if (body === undefined) return checks.needsBody ? "the body is missing" : undefined;
      return checks.body && findProblem(checks.body, structuredClone(body));
    },
    findAnswerProblem(method, template, status, body) {
      const { answers } = findChecks(method, template);
      if (!answers.has(String(status)))
        return COMMON.has(status) ? undefined : `the status ${status} is not documented`;
      const validate = answers.get(String(status));
      if (!validate || body === undefined) return undefined;
      return findProblem(validate, body);
    },
    findPayloadProblem(component, payload) {
      const source = document.components.schemas[component];
      if (!source) return "the description has no such component";
      const validate = payloads.get(component) ?? compile(source);
      payloads.set(component, validate);
      return findProblem(validate, payload);
    },
  };
}

type Compile = (schema: JsonSchema, coerce?: boolean) => ValidateFunction;

function createCompiler({ components }: Description): Compile {
  const options = {
    strict: false,
    validateSchema: false,
    allErrors: false,
    logger: false,
    formats: FORMATS,
  } as const;
  const strict = new Ajv(options);
  // Parameters are text.
  const lenient = new Ajv({ ...options, coerceTypes: "array" });
  const added = new Set<string>();

  function add(name: string): void {
    if (added.has(name)) return;
    added.add(name);
    const { schema: converted, references } = convertSchema(components.schemas[name] ?? {});
    for (const ajv of [strict, lenient]) ajv.addSchema({ ...converted, $id: `component:${name}` });
    for (const other of references) add(other);
  }

  return (source, coerce = false) => {
    const { schema: converted, references } = convertSchema(source);
    for (const name of references) add(name);
    return (coerce ? lenient : strict).compile(converted);
  };
}

/** Formats that the description uses and a check can help with; others are not checked. */
const FORMATS = {
  "date-time": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  uri: (text: string) => URL.canParse(text.replaceAll(/\{[^}]*\}/g, "")),
  email: /^[^@\s]+@[^@\s]+$/,
  date: true,
  int32: true,
  int64: true,
  float: true,
  double: true,
  hostname: true,
  "repo.nwo": true,
  timestamp: true,
  "ssh-key": true,
  "uri-template": true,
  uuid: true,
} as const;

function compileOperation(document: Description, source: unknown, compile: Compile): Checks {
  const { parameters = [], requestBody, responses } = operation.parse(source);
  const resolved = parameters.map((item) =>
    "$ref" in item ? parameter.parse(document.components.parameters[lastPart(item.$ref)]) : item,
  );
  const used = resolved.filter((item) => item.in !== "header");
  const body = requestBody?.content["application/json"]?.schema;
  const answers = Object.entries(responses).map(([status, item]) => {
    const { content } =
      "$ref" in item ? response.parse(document.components.responses[lastPart(item.$ref)]) : item;
    const answer = content?.["application/json"]?.schema;
    return [status, answer && compile(answer)] as const;
  });
  return {
    query: new Set(used.flatMap((item) => (item.in === "query" ? [item.name] : []))),
    parameters: compile(
      {
        type: "object",
        properties: Object.fromEntries(used.map((item) => [item.name, item.schema ?? {}])),
        required: used.flatMap((item) => (item.required ? [item.name] : [])),
      },
      true,
    ),
    ...(body ? { body: compile(body) } : {}),
    needsBody: requestBody?.required === true && body !== undefined,
    answers: new Map(answers),
  };
}

function lastPart(pointer: string): string {
  return pointer.slice(pointer.lastIndexOf("/") + 1);
}

function findProblem(validate: ValidateFunction, value: unknown): string | undefined {
  if (validate(value)) return undefined;
  const [first] = validate.errors ?? [];
  return `${first?.instancePath || "/"} ${first?.message ?? "does not match"}`;
}
