import { expect, test } from "vitest";
import { dropName } from "#components/request-form/fields/description-line";

test.each([
  ["the label says the name already", "BodySizeLimit defines a limit.", "bodySizeLimit", "Defines a limit."],
  ["what several do", "Filters define what is applied.", "filters", "Define what is applied."],
  ["what a field is", "Rules are a list of matchers.", "rules", "A list of matchers."],
  ["one of them", "host is the name asked for.", "host", "The name asked for."],
  ["a rule", "name must be unique.", "name", "Must be unique."],
  ["a noun that goes on", "Size of the disk.", "size", "Size of the disk."],
  ["a word that would be left alone", "image is optional.", "image", "image is optional."],
  ["another name", "BodySizeLimit defines a limit.", "limit", "BodySizeLimit defines a limit."],
  ["nothing but the name", "Image", "image", "Image"],
  ["no help", "", "image", ""],
])("%s: %s", (_reason, help, name, said) => {
  expect(dropName(help, name)).toBe(said);
});
