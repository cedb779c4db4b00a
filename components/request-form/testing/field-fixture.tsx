/** For tests: fields of a form without the page, and a server that lists their choices. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import { vi } from "vitest";
import { FormField } from "#components/request-form/frame/form-field";
import { registry } from "#components/request-form/registry";
import { RequestFormProvider } from "#components/request-form/state/form-context";
import type { FormState } from "#components/request-form/state/form-state";
import { createFormStore, type FormStore } from "#components/request-form/state/form-store";
import { TooltipProvider } from "#components/ui/tooltip";
import type { OptionsResponse } from "#lib/api/types";
import { convertSchema } from "#lib/form/convert/convert";
import { type FormLayout, type LayoutGroup, layoutForm } from "#lib/form/layout/layout";
import type { LayoutField } from "#lib/form/layout/layout-entry";
import type { FormValues } from "#lib/form/types";
import { isRecord } from "#lib/schema/pointer";

/** The answer of the server, or the status and text of an error. */
export type Answer = OptionsResponse | { status: number; detail: string } | undefined;

export interface OptionsAsked {
  field: string;
  namespace: string | undefined;
  values: Record<string, unknown>;
}

export interface FieldsUnderTest {
  store: FormStore;
  client: QueryClient;
}

/** Draws the fields of `spec`; an answer of undefined never comes. */
export function renderFields(
  properties: Record<string, unknown>,
  values: FormValues,
  answer: (asked: OptionsAsked) => Answer,
  raw?: FormState["raw"],
): FieldsUnderTest {
  const form = convertSchema(
    { type: "object", properties: { spec: { type: "object", properties } } },
    { kind: "Sample" },
  );
  const type = { apiVersion: "demo.vitrine.dev/v1", kind: "Sample" };
  const place = { name: "a", namespace: "team-a", namespaced: true };
  const store = createFormStore({ ...place, values, form, type, ...(raw && { raw }) });
  stubServer(answer);
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const offer = { id: "crd.local.samples", version: "v1" };
  render(
    <QueryClientProvider client={client}>
      <TooltipProvider>
        <RequestFormProvider value={{ store, registry, offer }}>
          {listFields(layoutForm(form)).map((field) => (
            <FormField key={field.pointer} field={field} />
          ))}
        </RequestFormProvider>
      </TooltipProvider>
    </QueryClientProvider>,
  );
  return { store, client };
}

function listFields({ essentials, groups }: Pick<FormLayout, "essentials" | "groups">): LayoutField[] {
  const inside = (group: LayoutGroup): LayoutField[] => [...group.fields, ...group.groups.flatMap(inside)];
  return [...essentials, ...groups.flatMap(inside)];
}

function stubServer(answer: (asked: OptionsAsked) => Answer): void {
  vi.stubGlobal("fetch", async (url: string) => {
    const { searchParams } = new URL(url, "http://portal.test");
    const values: unknown = JSON.parse(searchParams.get("values") ?? "{}");
    const said = answer({
      field: searchParams.get("field") ?? "",
      namespace: searchParams.get("namespace") ?? undefined,
      values: isRecord(values) ? values : {},
    });
    if (said === undefined) return new Promise<Response>(() => {});
    const status = "status" in said ? said.status : 200;
    return new Response(JSON.stringify(said), { status });
  });
}
