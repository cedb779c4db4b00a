// The renderer alone: the default registry adds 75 KB of fields, widgets and templates, which the portal has itself.
import SchemaField from "@rjsf/core/lib/components/fields/SchemaField.js";
import type { Registry, RJSFSchema } from "@rjsf/utils";
import { BooleanField } from "#components/request-form/fields/boolean-field";
import { ChoiceField } from "#components/request-form/fields/choice-field";
import { LiveChoiceField } from "#components/request-form/fields/live-choice-field";
import { LockedField } from "#components/request-form/fields/locked-field";
import { NumberField } from "#components/request-form/fields/number-field";
import { ObjectField } from "#components/request-form/fields/object-field";
import { SecretField } from "#components/request-form/fields/secret-field";
import { SuggestField } from "#components/request-form/fields/suggest-field";
import { IntOrStringField, QuantityField, StringField } from "#components/request-form/fields/text-fields";
import { FieldTemplate } from "#components/request-form/frame/field-template";
import { ListField } from "#components/request-form/rows/list-field";
import { MapField } from "#components/request-form/rows/map-field";
import { ID_OPTIONS } from "#components/request-form/state/form-context";
import { RestField, YamlField } from "#components/request-form/yaml/yaml-field";

/** A template that `FieldTemplate` replaces: it shows help and errors itself. */
const Nothing = () => null;

const fields: Registry["fields"] = {
  SchemaField,
  ObjectField,
  StringField,
  NumberField,
  BooleanField,
  ListField,
  MapField,
  QuantityField,
  IntOrStringField,
  YamlField,
  RestField,
  LiveChoiceField,
  LockedField,
  ChoiceField,
  SecretField,
  SuggestField,
};

const templates: Partial<Registry["templates"]> = {
  FieldTemplate,
  DescriptionFieldTemplate: Nothing,
  FieldHelpTemplate: Nothing,
  FieldErrorTemplate: Nothing,
};

const schemaUtils: Partial<Registry["schemaUtils"]> = {
  retrieveSchema: (schema: RJSFSchema) => schema,
  getDisplayLabel: () => true,
};

const globalFormOptions: Registry["globalFormOptions"] = {
  ...ID_OPTIONS,
  useFallbackUiForUnsupportedType: false,
  experimental_componentUpdateStrategy: "shallow",
};

/**
 * The portal's fields for rjsf's renderer. Its `Form` is not used: it walks the whole schema and all values with each
 * keystroke; here each field takes its value from the store. A form schema has no references and no alternatives, so
 * the renderer needs neither a validator nor rjsf's schema utilities. The rest of a registry serves fields and widgets
 * that are not in this one.
 */
export const registry = { fields, templates, schemaUtils, globalFormOptions } as unknown as Registry;
