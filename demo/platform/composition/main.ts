/** The composition function that all of the demo's Compositions call: `main.ts --address HOST:PORT --tls-server-certs-dir DIR`. */
import { serve } from "@crossplane-org/function-sdk-typescript";
import { runFunction } from "#demo/platform/composition/run-function";

serve(runFunction, { name: "vitrine-demo" });
