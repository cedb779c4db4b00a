import { expect, test } from "vitest";
import { dropName } from "#components/request-form/frame/description-line";

test.each([
  [
    "drops the name that the label shows",
    "BodySizeLimit defines a limit.",
    "bodySizeLimit",
    "Defines a limit.",
  ],
  ["drops a plural name", "Filters define what is applied.", "filters", "Define what is applied."],
  ["drops a plural name and “are”", "Rules are a list of matchers.", "rules", "A list of matchers."],
  ["drops the name and “is”", "host is the name asked for.", "host", "The name asked for."],
  ["drops the name before a rule", "name must be unique.", "name", "Must be unique."],
  ["keeps a name that is part of the sentence", "Size of the disk.", "size", "Size of the disk."],
  ["keeps a sentence that would become a single word", "image is optional.", "image", "image is optional."],
  ["keeps another name", "BodySizeLimit defines a limit.", "limit", "BodySizeLimit defines a limit."],
  ["keeps a description that is only the name", "Image", "image", "Image"],
  ["accepts an empty description", "", "image", ""],
])("dropName %s: %s", (_reason, help, name, said) => {
  expect(dropName(help, name)).toBe(said);
});
