/** The form as rjsf draws it out of the box, with ajv, of the schema as the API server has it: what ours is measured against. */
import Form from "@rjsf/core";
import { customizeValidator } from "@rjsf/validator-ajv8";
import { createRoot } from "react-dom/client";

// Kubernetes' own keywords and formats would make ajv refuse every schema.
const validator = customizeValidator({ ajvOptionsOverrides: { strict: false, validateFormats: false } });
const root = document.getElementById("root");
const schema: object = await (await fetch("/form.json")).json();
performance.mark("form");
if (root) createRoot(root).render(<Form schema={schema} validator={validator} liveValidate="onChange" />);
