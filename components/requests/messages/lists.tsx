import { OPERATION_WORDS } from "#lib/request/operation-words";

/** The text of the lists of requests and approvals, by component. */
export const requestListMessages = {
  list: {
    title: "My requests",
    newRequest: "New request",
    countOwn: (count: number) => `${count} by you`,
    countAll: (count: number) => `${count} in total`,
    scope: "Requests to show",
    own: "Mine",
    all: "Everyone's",
    search: "Search requests",
    find: "Find a request",
    error: "Can't load the requests",
    loading: "the requests",
    table: "Requests",
    noMatch: {
      title: (query: string) => `No requests match “${query}”`,
      description: "No request has these words in its name, offer, namespace or requester.",
      action: "Clear search",
    },
    empty: {
      title: "No requests yet",
      description: "Your requests appear here, from pull request to Ready.",
      action: "Open the catalog",
    },
  },
  table: {
    operations: OPERATION_WORDS,
    unknownObject: "unknown object",
    name: "Name",
    request: "Request",
    namespace: "Namespace",
    state: "State",
    author: "Requester",
    pullRequest: "Pull request",
    age: "Requested",
  },
  approvals: {
    title: "Approvals",
    count: (count: number) => `${count} waiting for your approval`,
    openOldest: "Open oldest",
    error: "Can't load the approvals",
    loading: "the approvals",
    table: "Waiting for your approval",
    empty: {
      title: "No requests are waiting for your approval",
      description: "A request that you can approve appears here as soon as someone opens it.",
    },
  },
} as const;
