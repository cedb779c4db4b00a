/** A real Gitea for tests. */
import { type Gitea, type GiteaSettings, launchGitea } from "#demo/local-stack/parts/gitea";
import { openStack } from "#demo/local-stack/stack";

export interface TestGitea extends Gitea {
  /** Stops it and removes its folder. */
  stop(): Promise<void>;
}

/** Starts Gitea, with sections of its app.ini besides its own; nothing is left when the test run is killed. */
export async function startGitea(settings?: GiteaSettings): Promise<TestGitea> {
  const stack = openStack();
  try {
    return { ...(await launchGitea(stack, settings)), stop: stack.close };
  } catch (error) {
    await stack.close();
    throw error;
  }
}
