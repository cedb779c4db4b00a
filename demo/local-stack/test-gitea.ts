/** A real Gitea for tests. */
import { type Gitea, launchGitea } from "#demo/local-stack/parts/gitea";
import { openStack } from "#demo/local-stack/stack";

export interface TestGitea extends Gitea {
  /** Stops it and removes its folder. */
  stop(): Promise<void>;
}

/** Starts Gitea; nothing is left when the test run is killed. */
export async function startGitea(): Promise<TestGitea> {
  const stack = openStack();
  try {
    return { ...(await launchGitea(stack)), stop: stack.close };
  } catch (error) {
    await stack.close();
    throw error;
  }
}
