/** The cost of a query: https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api */
import {
  type DocumentNode,
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";

export interface QueryCost {
  /** Points. */
  cost: number;
  /** The nodes that a full answer would have. */
  nodeCount: number;
}

/** @param variables of the call, as sent */
export function countCost(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): QueryCost {
  const fragments = new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    ),
  );
  let requests = 0;
  let nodeCount = 0;

  /** `parents`: the number of nodes that have these fields. */
  function walk({ selections }: SelectionSetNode, parents: number): void {
    for (const selection of selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) walk(selection.selectionSet, parents);
      else if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = fragments.get(selection.name.value);
        if (fragment) walk(fragment.selectionSet, parents);
      } else walkField(selection, parents);
    }
  }

  function walkField(field: FieldNode, parents: number): void {
    const size = findSize(field, variables);
    if (size !== undefined) {
      requests += parents;
      nodeCount += parents * size;
    }
    if (field.selectionSet) walk(field.selectionSet, parents * (size ?? 1));
  }

  walk(operation.selectionSet, 1);
  return { cost: Math.max(1, Math.round(requests / 100)), nodeCount };
}

/** The argument `first` or `last` of a connection. */
function findSize(
  { arguments: given = [] }: FieldNode,
  variables: Readonly<Record<string, unknown>>,
): number | undefined {
  const argument = given.find(({ name }) => name.value === "first" || name.value === "last");
  if (argument?.value.kind === Kind.INT) return Number(argument.value.value);
  if (argument?.value.kind !== Kind.VARIABLE) return undefined;
  const value = variables[argument.value.name.value];
  return typeof value === "number" ? value : undefined;
}
