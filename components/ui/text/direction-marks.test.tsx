// @vitest-environment jsdom
import { cleanup, render } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, describe, expect, it } from "vitest";
import { renderFields } from "#components/request-form/testing/field-fixture";
import { preparePage } from "#components/request-form/testing/page-fixture";
import { FieldChanges } from "#components/requests/field-changes";
import { YamlDiff } from "#components/requests/yaml-diff";
import { CodeView } from "#components/ui/text/code-view";
import { Markdown } from "#components/ui/text/markdown";
import { MiddleEllipsis } from "#components/ui/text/middle-ellipsis";
import { TooltipProvider } from "#components/ui/tooltip";
import { readPresentation } from "#lib/catalog/presentation";
import { convertSchema } from "#lib/form/convert/convert";

const ATTACK = "user\u202e \u2066// admin\u2069 \u2066";
const CONTROL = /\p{Bidi_Control}/u;

afterEach(cleanup);

const VALUES = [ATTACK, [ATTACK], { a: ATTACK }];
const changes = VALUES.map((value, index) => ({
  path: `/spec/${index}`,
  label: ATTACK,
  before: value,
  after: value,
}));

describe("bidirectional control characters", () => {
  it.each([
    [
      "a diff",
      <YamlDiff key="a" diff={`@@ -1 +1 @@\n+a: ${ATTACK}\n+# ${ATTACK}`} path={`${ATTACK}.yaml`} />,
    ],
    ["a manifest", <CodeView key="b" code={`a: ${ATTACK} # ${ATTACK}`} label="YAML" />],
    ["a text", <CodeView key="c" code={ATTACK} label="Text" language="text" />],
    ["a description", <Markdown key="d" text={`# ${ATTACK}\n\n\`${ATTACK}\``} />],
    ["a name", <MiddleEllipsis key="e" text={ATTACK} />],
    ["changed values", <FieldChanges key="f" changes={changes} drift={[]} isNew={false} />],
  ] satisfies [string, ReactNode][])("are escaped in %s", (_what, element) => {
    render(<TooltipProvider>{element}</TooltipProvider>);
    expect(document.body.textContent).toContain("admin");
    expect(document.body.textContent).not.toMatch(CONTROL);
  });

  it("are reported below the field that contains them", () => {
    preparePage();
    renderFields({ note: { type: "string" } }, { spec: { note: ATTACK } }, () => undefined);
    expect(document.body.textContent).toContain("With hidden characters: user⟨U+202E⟩");
  });

  it("are removed from titles and descriptions of an offer and its fields", () => {
    const field = { type: "string", title: ATTACK, description: ATTACK };
    const form = convertSchema({ type: "object", properties: { spec: field } }, { kind: "Sample" });
    const offer = readPresentation({
      annotations: [{ "vitrine.dev/title": ATTACK, "vitrine.dev/owner": ATTACK, "vitrine.dev/tags": ATTACK }],
      ...{ name: "Sample", defaultIcon: "box", schema: { description: ATTACK } },
    });
    expect(JSON.stringify([form.schema, offer])).not.toMatch(CONTROL);
  });
});
