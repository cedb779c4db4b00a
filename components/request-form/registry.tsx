// Not from the package's own entry: that also loads its test registry, which needs a package it does not depend on.
import getDefaultRegistry from "@rjsf/core/lib/getDefaultRegistry.js";
import { createSchemaUtils, type Registry, type RJSFSchema, type ValidatorType } from "@rjsf/utils";
import { BooleanField } from "#components/request-form/fields/boolean-field";
import { ChoiceField } from "#components/request-form/fields/choice-field";
import { FieldTemplate } from "#components/request-form/fields/field-template";
import { LiveChoiceField } from "#components/request-form/fields/live-choice-field";
import { LockedField } from "#components/request-form/fields/locked-field";
import { NumberField } from "#components/request-form/fields/number-field";
import { ObjectTemplate } from "#components/request-form/fields/object-template";
import { SecretField } from "#components/request-form/fields/secret-field";
import { SuggestField } from "#components/request-form/fields/suggest-field";
import { IntOrStringField, QuantityField, StringField } from "#components/request-form/fields/text-fields";
import { ListField } from "#components/request-form/rows/list-field";
import { MapField } from "#components/request-form/rows/map-field";
import { ID_OPTIONS } from "#components/request-form/state/form-context";
import { RestField, YamlField } from "#components/request-form/yaml/yaml-field";
import type { FormSchema } from "#lib/form/types";

// rjsf asks a validator only to choose between alternatives, of which a form schema has none: `validateValues`
// checks the whole, in the store.
const validator: ValidatorType = {
  isValid: () => true,
  validateFormData: () => ({ errors: [], errorSchema: {} }),
  rawValidation: () => ({}),
};

// A form schema has no references, which rjsf would resolve in each field; and every field shows its label.
const PLAIN = { retrieveSchema: (schema: RJSFSchema) => schema, getDisplayLabel: () => true };

/**
 * rjsf's fields with ours in their place. Its `Form` is not used: it walks the whole schema and all values with each
 * keystroke; here each field takes its value from the store.
 */
export function createRegistry(form: FormSchema): Registry {
  const base = getDefaultRegistry();
  return {
    ...base,
    fields: {
      ...base.fields,
      StringField,
      NumberField,
      BooleanField,
      ArrayField: ListField,
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
    },
    templates: { ...base.templates, FieldTemplate, ObjectFieldTemplate: ObjectTemplate },
    rootSchema: form.schema,
    schemaUtils: Object.assign(createSchemaUtils(validator, form.schema), PLAIN),
    globalFormOptions: {
      ...base.globalFormOptions,
      ...ID_OPTIONS,
      experimental_componentUpdateStrategy: "shallow",
    },
  };
}
