/** The Go reader of YAML for tests. */
import { openStack } from "#demo/local-stack/stack";
import { createYamlReader, type ReadTexts } from "#demo/local-stack/yaml-reader";

export interface TestYamlReader {
  read: ReadTexts;
  stop(): Promise<void>;
}

export function openYamlReader(): TestYamlReader {
  const stack = openStack();
  return { read: createYamlReader(stack), stop: stack.close };
}
