/**
 * The complexity of a query: https://docs.gitlab.com/api/graphql/#max-query-complexity.
 *
 * A field costs 1 and what is below it. A connection multiplies what is below it by 1 percent of its page for each
 * entry, so that a page of 100 doubles it. https://docs.gitlab.com/development/graphql_guide/pagination/
 */
import {
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";

export const MAX_COMPLEXITY = 250;

/** Characters: https://docs.gitlab.com/api/graphql/#max-query-size */
const MAX_LENGTH = 10_000;

const PAGE = 100;

export interface QueryMeasure {
  complexity: number;
  /** The limit that the query exceeds, in GitLab's words. */
  problem(max: number): string | undefined;
}

/** @param variables of the call, as sent */
export function measureQuery(
  schema: GraphQLSchema,
  document: DocumentNode,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): QueryMeasure {
  const fragments = new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    ),
  );
  const connections = findConnections(schema, document);

  function count({ selections }: SelectionSetNode): number {
    return selections.reduce((total, selection) => {
      if (selection.kind === Kind.INLINE_FRAGMENT) return total + count(selection.selectionSet);
      if (selection.kind === Kind.FIELD) return total + countField(selection);
      const fragment = fragments.get(selection.name.value);
      return total + (fragment ? count(fragment.selectionSet) : 0);
    }, 0);
  }

  function countField(field: FieldNode): number {
    const below = field.selectionSet ? count(field.selectionSet) : 0;
    if (!connections.has(field)) return 1 + below;
    return 1 + below + Math.floor((below * readSize(field, variables)) / PAGE);
  }

  const complexity = document.definitions.reduce(
    (total, definition) =>
      definition.kind === Kind.OPERATION_DEFINITION ? total + count(definition.selectionSet) : total,
    0,
  );
  return {
    complexity,
    problem(max) {
      if (query.length > MAX_LENGTH) return "Query too large";
      if (complexity <= max) return undefined;
      return `Query has complexity of ${complexity}, which exceeds max complexity of ${max}`;
    },
  };
}

/** The fields whose type is a connection. */
function findConnections(schema: GraphQLSchema, document: DocumentNode): Set<FieldNode> {
  const info = new TypeInfo(schema);
  const found = new Set<FieldNode>();
  const note = {
    Field(node: FieldNode) {
      const type = getNamedType(info.getType());
      if (isObjectType(type) && type.name.endsWith("Connection")) found.add(node);
    },
  };
  visit(document, visitWithTypeInfo(info, note));
  return found;
}

function readSize(
  { arguments: given = [] }: FieldNode,
  variables: Readonly<Record<string, unknown>>,
): number {
  for (const { name, value } of given) {
    if (name.value !== "first" && name.value !== "last") continue;
    const size =
      value.kind === Kind.VARIABLE ? variables[value.name.value] : "value" in value ? value.value : PAGE;
    if (Number.isFinite(Number(size))) return Math.min(Number(size), PAGE);
  }
  return PAGE;
}
