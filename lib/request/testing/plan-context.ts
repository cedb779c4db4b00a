/** For tests: the portal around a request, with one form, and each file where the path template puts it. */
import type { FormSchema } from "#lib/form/types";
import type { GitProvider } from "#lib/git/types";
import { compilePathTemplate, DEFAULT_PATH_TEMPLATE } from "#lib/request/file/path";
import { listPathVariables, type RequestEntry, type RequestObject } from "#lib/request/object";
import { buildFilePlan, compareLive } from "#lib/request/plan/file-plan";
import type { PlanContext } from "#lib/request/plan/types";

/** The stages run in the calling thread. The person has no access to read the object. */
export function createPlanContext(entry: RequestEntry, provider: GitProvider, form: FormSchema): PlanContext {
  const pathTemplate = compilePathTemplate(DEFAULT_PATH_TEMPLATE);
  const place = (object: RequestObject) => pathTemplate.render(listPathVariables(object, entry));
  return {
    entry,
    provider,
    repositories: [provider.repository.name],
    placeFile: async (object) => place(object),
    layout: "file",
    stages: {
      buildFilePlan: async (...question) => buildFilePlan(...question),
      compareLive: async (...sides) => compareLive(...sides),
    },
    mayRead: false,
    async locate(object) {
      const path = place(object);
      return { path, file: await provider.readFile(path) };
    },
    findForm: () => form,
  };
}
