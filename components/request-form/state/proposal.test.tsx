import { expect, it } from "vitest";
import { proposeAgain, proposeNew } from "#components/request-form/state/proposal";

const write = (spec: string) =>
  `apiVersion: demo.example/v1\nkind: Thing\nmetadata:\n  name: a\nspec:\n${spec}`;
const change = (path: string) => ({ path, label: path });

it.each<[why: string, inGit: string, request: string, changed: string[], spec: unknown]>([
  [
    "keeps a newer value beside a changed field",
    "  a: 2\n  b: 1\n",
    "  a: 1\n  b: 2\n",
    ["/spec/b"],
    { a: 2, b: 2 },
  ],
  ["removes a field that the request removes", "  a: 2\n  b: 1\n", "  a: 1\n", ["/spec/b"], { a: 2 }],
  [
    "replaces a list as a whole",
    "  l:\n    - x: 9\n",
    "  l:\n    - x: 1\n    - x: 2\n",
    ["/spec/l/1/x"],
    { l: [{ x: 1 }, { x: 2 }] },
  ],
  ["ignores the metadata", "  a: 1\n", "  a: 1\n", ["/metadata/labels"], { a: 1 }],
])("proposeAgain %s", (_why, inGit, request, changed, spec) => {
  const earlier = { changes: changed.map(change), manifest: write(request), secrets: [] };
  expect(proposeAgain(write(inGit), earlier)).toEqual({ spec });
});

it("proposeAgain keeps the value in Git when the value of the request is masked", () => {
  const secret = { path: "/spec/password", label: "Password", hint: "", sure: true };
  const earlier = {
    changes: [change("/spec/password"), change("/spec/a")],
    manifest: write("  password: (a secret, left out)\n  a: 2\n"),
    secrets: [secret],
  };
  expect(proposeAgain(write("  password: old\n  a: 1\n"), earlier)).toEqual({
    spec: { password: "old", a: 2 },
  });
});

it("proposeNew takes the values of a create request without masked values", () => {
  const secrets = [{ path: "/spec/password", label: "Password", hint: "", sure: true }];
  const manifest = write("  password: (a secret, left out)\n  a: 2\n");
  expect(proposeNew({ manifest, secrets })).toEqual({ spec: { a: 2 } });
});
