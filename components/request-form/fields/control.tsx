"use client";

import type { FieldProps } from "@rjsf/utils";
import { useContext } from "react";
import { BareContext, InvalidContext } from "#components/request-form/frame/field-template";

export interface ControlProps {
  id: string;
  "aria-describedby": string;
  "aria-invalid"?: true;
  "aria-label"?: string;
  "aria-labelledby"?: string;
}

/** The attributes that tie a control to its label, hint and error, in a field or in a row of a list or map. */
export function useControl(props: Pick<FieldProps, "fieldPathId">): ControlProps {
  const id = props.fieldPathId.$id;
  const bare = useContext(BareContext);
  const isInvalid = useContext(InvalidContext);
  return {
    id,
    "aria-describedby": `${id}-hint`,
    ...(isInvalid && { "aria-invalid": true }),
    ...(bare === undefined ? { "aria-labelledby": `${id}-label` } : { "aria-label": bare }),
  };
}
