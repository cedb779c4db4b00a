import { describe, expect, it } from "vitest";
import { convertSchema } from "#lib/form/convert/convert";
import { readApiError } from "#lib/kubernetes/transport/api-error";
import { readRefusal } from "#lib/server/requests/refusal";

const FORM = convertSchema(
  {
    type: "object",
    properties: {
      spec: {
        type: "object",
        properties: {
          size: { type: "string" },
          map: { type: "object", additionalProperties: { type: "string" } },
          ports: { type: "array", items: { type: "object", properties: { name: { type: "string" } } } },
        },
      },
    },
  },
  { kind: "Thing" },
);
const OBJECT = {
  cluster: "prod",
  group: "example.org",
  version: "v1",
  kind: "Thing",
  plural: "things",
  namespace: "team-a",
  name: "one",
};
const MANIFEST = {
  apiVersion: "example.org/v1",
  kind: "Thing",
  metadata: { name: "one" },
  spec: { size: "x", map: { "a.b": "c", 'say "hi"': "x" }, ports: [{ name: "a" }] },
};

function read(code: number, message: string, causes: { field?: string; message: string }[] = []) {
  const status = { kind: "Status", message, reason: "Invalid", details: { causes } };
  return readRefusal(readApiError("prod", code, status), { object: OBJECT, manifest: MANIFEST, form: FORM });
}

describe("readRefusal", () => {
  it.each<[why: string, field: string, message: string, path: string, said: string]>([
    ["an item of a list", "spec.ports[0].name", "Required value", "/spec/ports/0/name", "Name is required."],
    ["a key with dots", "spec.map.a.b", 'Invalid value: "c": bad', "/spec/map/a.b", "bad."],
    ["a key with dots, in brackets", "spec.map[a.b]", "Forbidden: not here", "/spec/map/a.b", "not here."],
    ["a key with quotes", 'spec.map[say "hi"]', "Forbidden: no", '/spec/map/say "hi"', "no."],
    [
      "the name of the object",
      "metadata.name",
      'Invalid value: "A": must be lower case',
      "/metadata/name",
      "It must be lower case.",
    ],
    ["the whole object", "<nil>", 'Invalid value: "": it is odd', "", "it is odd."],
    [
      "a value that contains a colon",
      "spec.size",
      'Invalid value: "a: \\"b\\": c": too odd',
      "/spec/size",
      "too odd.",
    ],
    [
      "a value that is an object",
      "spec.size",
      'Invalid value: {"a": 1}: is wrong',
      "/spec/size",
      "Size is wrong.",
    ],
    [
      "a length",
      "spec.size",
      "Too long: may not be more than 5 bytes",
      "/spec/size",
      "Size may not be more than 5 bytes.",
    ],
    [
      "a duplicate",
      "spec.ports[1]",
      'Duplicate value: {"name":"a"}',
      "/spec/ports/1",
      "Ports 2 must not be there twice.",
    ],
    [
      "an enum",
      "spec.size",
      'Unsupported value: "x": supported values: "small", "large"',
      "/spec/size",
      "Size must be one of small, large.",
    ],
  ])("reports at its field in plain text: %s", (_why, field, message, path, said) => {
    const { errors } = read(422, "Thing is invalid", [{ field, message }]);
    expect(errors).toEqual([{ path, message: said, source: "server" }]);
  });

  it.each<[why: string, code: number, message: string, reason: string, said: string]>([
    [
      "a webhook",
      400,
      'admission webhook "check.example.org" denied the request: not on Fridays',
      "The webhook check.example.org refuses it.",
      "The webhook check.example.org refuses it: not on Fridays.",
    ],
    [
      "a webhook without an explanation",
      403,
      'admission webhook "check.example.org" denied the request without explanation',
      "The webhook check.example.org refuses it.",
      "The webhook check.example.org refuses it and does not say why.",
    ],
    [
      "a policy",
      422,
      `things.example.org "one" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no`,
      "The policy p refuses it.",
      "The policy p refuses it: no.",
    ],
    [
      "a quota",
      403,
      'things.example.org "one" is forbidden: exceeded quota: q, requested: count/things=1, used: count/things=2, limited: count/things=2',
      "The quota q is used up.",
      "The quota q allows count/things=2: count/things=2 is used, and this request needs count/things=1.",
    ],
    [
      "a namespace that is terminating",
      403,
      'things.example.org "one" is forbidden: unable to create new content in namespace team-a because it is being terminated',
      "The cluster refuses it.",
      "unable to create new content in namespace team-a because it is being terminated.",
    ],
  ])("names the source of the refusal: %s", (_why, code, message, reason, said) => {
    expect(read(code, message)).toEqual({ reason, errors: [{ path: "", message: said, source: "server" }] });
  });

  it("omits the note about unchecked rules when another error is reported", () => {
    const rest = {
      field: "<nil>",
      message: 'Invalid value: "": some validation rules were not checked because …',
    };
    expect(read(422, "", [{ field: "spec.size", message: "Required value" }, rest]).errors).toHaveLength(1);
  });
});
