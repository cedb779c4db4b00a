/** What a person can get wrong in the offer of forms-offer.ts, in the order of the form. */
import type { Locator, Page } from "@playwright/test";

export interface Wrong {
  what: string;
  /** The control that gets the focus. */
  field: (page: Page) => Locator;
  /** Typed into `typedInto`, else into `field`; absent where the pasted manifest, or leaving it alone, is what is wrong. */
  typed?: string;
  typedInto?: (page: Page) => Locator;
  /** Before typing: adds the row, for example. */
  prepare?: (page: Page) => Promise<void>;
  says: string;
  mend: string | ((page: Page) => Promise<void>);
}

const textbox =
  (name: string, region?: string) =>
  (page: Page): Locator =>
    (region ? page.getByRole("region", { name: region, exact: true }) : page).getByRole("textbox", {
      name,
      exact: true,
    });

const press = (name: string) => (page: Page) => page.getByRole("button", { name, exact: true }).click();
const choose = (group: string, option: string) => (page: Page) =>
  page.getByRole("radiogroup", { name: group }).getByRole("radio", { name: option, exact: true }).click();

async function chooseNamespace(page: Page): Promise<void> {
  await page.getByRole("combobox", { name: "Namespace" }).click();
  await page.getByRole("option", { name: "team-a", exact: true }).click();
}

// In two parts, so that nobody's scanner takes the test for a leak.
const TOKEN = `ghp_${"a1B2c3D4e5F6".repeat(3)}`;

export const WRONG: readonly Wrong[] = [
  {
    what: "a name that Kubernetes does not take",
    // Items have names too; that of the whole comes first.
    field: (page) => textbox("Name")(page).first(),
    typed: "My bench",
    says: "Name must be lower case: my-bench.",
    mend: "bench",
  },
  {
    what: "no namespace",
    field: (page) => page.getByRole("combobox", { name: "Namespace" }),
    says: "Namespace is required.",
    mend: chooseNamespace,
  },
  {
    what: "a number out of its range",
    field: textbox("Copies"),
    typed: "12",
    says: "Copies must be 1–9.",
    mend: "2",
  },
  {
    what: "neither of two fields of which one is needed",
    field: (page) => page.getByRole("radiogroup", { name: "Choose one" }).getByRole("radio", { name: "Git" }),
    says: "Spec needs exactly one of: Git, Image.",
    mend: async (page) => {
      await choose("Choose one", "Image")(page);
      await textbox("Image")(page).fill("registry.example.com/yard/bench");
    },
  },
  { what: "a required field left empty", field: textbox("Owner"), says: "Owner is required.", mend: "yard" },
  {
    what: "a choice that is not offered, from YAML",
    field: (page) => page.getByRole("radiogroup", { name: "Tier" }).getByRole("radio", { name: "small" }),
    says: "Tier must be one of small, large.",
    mend: choose("Tier", "small"),
  },
  {
    what: "a pattern",
    field: textbox("Alias"),
    typed: "Bad Alias",
    says: "Alias must be lower-case letters, digits and hyphens, with a letter first and no hyphen last.",
    mend: "bench",
  },
  {
    what: "too short",
    field: textbox("Brief"),
    typed: "ab",
    says: "Brief must have at least 3 characters.",
    mend: "abc",
  },
  {
    what: "no e-mail address",
    field: textbox("Contact"),
    typed: "nobody",
    says: "Contact must be an e-mail address like a@example.org.",
    mend: "a@example.org",
  },
  {
    what: "a reference to a Secret without its key",
    field: (page) => page.getByRole("combobox", { name: "Key of Credentials ref" }),
    prepare: (page) => page.getByRole("combobox", { name: "Secret of Credentials ref" }).fill("bench"),
    says: "Key is required.",
    mend: "password",
  },
  {
    what: "no quantity",
    field: textbox("Disk"),
    typed: "ten gigs",
    says: "Disk must be an amount like 2, 500m or 10Gi.",
    mend: "10Gi",
  },
  {
    what: "text for yes or no, from YAML",
    field: (page) =>
      page.getByRole("radiogroup", { name: "Exposed" }).getByRole("radio", { name: "Not set" }),
    says: "Exposed must be true or false.",
    mend: choose("Exposed", "Yes"),
  },
  {
    what: "YAML that cannot be read",
    field: textbox("YAML of Extra"),
    typed: "a: [",
    says: "Not YAML yet",
    mend: "a: [1]",
  },
  {
    what: "a value of a map that is too long",
    field: textbox("Value of colour"),
    prepare: async (page) => {
      await press("Add to Labels")(page);
      await textbox("Key of the new entry")(page).fill("colour");
    },
    typed: "crimson",
    says: "colour must have at most 5 characters.",
    mend: "red",
  },
  {
    what: "too long",
    field: textbox("Motto"),
    typed: "onward",
    says: "Motto must have at most 5 characters.",
    mend: "on",
  },
  {
    what: "a token of GitHub",
    field: textbox("Note"),
    typed: TOKEN,
    says: "This looks like a GitHub token.",
    mend: "none",
  },
  {
    what: "a secret where the API wants it in the manifest, from YAML",
    field: (page) => page.getByRole("group", { name: "Password" }),
    says: "This API expects the secret itself in the manifest.",
    mend: press("Remove the value of Password"),
  },
  {
    what: "two items with the same key",
    field: textbox("Name", "Ports 2"),
    prepare: async (page) => {
      await press("Add to Ports")(page);
      await textbox("Name", "Ports 1")(page).fill("http");
      await press("Add to Ports")(page);
    },
    typed: "http",
    says: "Name must be different in every item. Another item has the same value.",
    mend: "metrics",
  },
  {
    what: "a path inside an item of a list",
    field: textbox("Paths 1", "Ports 2"),
    prepare: (page) =>
      page
        .getByRole("region", { name: "Ports 2", exact: true })
        .getByRole("button", { name: "Add to Paths" })
        .click(),
    typed: "metrics",
    says: "Paths 1 must match ^/",
    mend: "/metrics",
  },
  {
    what: "text for a number",
    field: textbox("Ratio"),
    typed: "lots",
    says: "Ratio must be a number.",
    mend: "0.5",
  },
  {
    what: "text that is no share",
    field: textbox("Share"),
    typed: "half",
    says: "Share must match ^[0-9]+%$",
    mend: "50%",
  },
  {
    what: "no date",
    field: textbox("Since"),
    typed: "yesterday",
    says: "Since must be a date and time like 2026-11-20T10:42:00Z.",
    mend: "2026-11-20T10:42:00Z",
  },
  {
    what: "the same item twice",
    // The list is told as a whole: its first item has the focus.
    field: textbox("Tags 1"),
    typedInto: textbox("Tags 2"),
    prepare: async (page) => {
      await press("Add to Tags")(page);
      await textbox("Tags 1")(page).fill("blue");
      await page.keyboard.press("Enter");
    },
    typed: "blue",
    says: "Tags must not contain the same item twice.",
    mend: "green",
  },
  {
    what: "a rule over two fields",
    field: textbox("From"),
    prepare: (page) => textbox("To")(page).fill("3"),
    typed: "5",
    says: "From cannot be more than to.",
    mend: "1",
  },
];
