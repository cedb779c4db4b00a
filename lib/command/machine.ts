import { execFile } from "node:child_process";

/** What a command knows of the machine that it runs on. */
export interface Machine {
  /** Where relative paths begin. */
  folder: string;
  variables: Readonly<Record<string, string | undefined>>;
  /**
   * The standard output of a program; undefined where it is not installed, fails, or takes longer than some seconds.
   * @param input for its standard input
   */
  run(program: string, args: readonly string[], input?: string): Promise<string | undefined>;
}

/** Milliseconds. A program that waits for a person is ended. */
const PATIENCE = 5_000;

/** Git and its helpers must fail instead of asking: https://git-scm.com/docs/git#Documentation/git.txt-GITTERMINALPROMPT */
const NO_QUESTIONS = { GIT_TERMINAL_PROMPT: "0", GIT_ASKPASS: "", SSH_ASKPASS: "", GCM_INTERACTIVE: "never" };

/** This machine. */
export function thisMachine(folder: string, variables: NodeJS.ProcessEnv): Machine {
  const env = { ...variables, ...NO_QUESTIONS };
  return {
    folder,
    variables,
    run: (program, args, input = "") =>
      new Promise((resolve) => {
        const child = execFile(program, [...args], { cwd: folder, env, timeout: PATIENCE }, (error, stdout) =>
          resolve(error ? undefined : stdout),
        );
        // A program that does not read its input ends before all of it is written.
        child.stdin?.on("error", () => undefined);
        child.stdin?.end(input);
      }),
  };
}
