/** The manifests of one commit of a bare repository, read with plain Git. */
import { spawn } from "node:child_process";
import { buffer } from "node:stream/consumers";

/** The commit that the branch points to, or undefined where there is none. */
export async function readRevision(repository: string, branch = "main"): Promise<string | undefined> {
  const { code, output } = await git(repository, [
    "rev-parse",
    "--verify",
    "--quiet",
    `refs/heads/${branch}`,
  ]);
  return code === 0 ? output.toString("utf8").trim() : undefined;
}

/** Path to content of every YAML file at the commit, those in hidden folders left out. */
export async function readManifests(repository: string, revision: string): Promise<Map<string, string>> {
  const { output } = await git(repository, ["ls-tree", "-r", "-z", revision]);
  const entries = output
    .toString("utf8")
    .split("\0")
    .flatMap((line) => {
      const [, id, path] = /^\d+ blob ([0-9a-f]+)\t(.+)$/s.exec(line) ?? [];
      return id && path && isManifest(path) ? [{ id, path }] : [];
    });
  const input = entries.map(({ id }) => `${id}\n`).join("");
  const contents = splitBatch((await git(repository, ["cat-file", "--batch"], input)).output);
  return new Map(entries.map(({ path }, index) => [path, contents[index] ?? ""]));
}

function isManifest(path: string): boolean {
  return /\.ya?ml$/.test(path) && !path.split("/").some((part) => part.startsWith("."));
}

/** https://git-scm.com/docs/git-cat-file#_batch_output: `<id> blob <size>`, the content, a line feed, and so on. */
function splitBatch(output: Buffer): string[] {
  const contents: string[] = [];
  let offset = 0;
  while (offset < output.length) {
    const headerEnd = output.indexOf("\n", offset);
    const size = Number(output.toString("utf8", offset, headerEnd).split(" ")[2]);
    contents.push(output.toString("utf8", headerEnd + 1, headerEnd + 1 + size));
    offset = headerEnd + size + 2;
  }
  return contents;
}

async function git(
  repository: string,
  args: string[],
  input = "",
): Promise<{ code: number; output: Buffer }> {
  const child = spawn("git", [`--git-dir=${repository}`, ...args], { stdio: ["pipe", "pipe", "ignore"] });
  const ended = new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const [code, output] = await Promise.all([ended, buffer(child.stdout)]);
  return { code, output };
}
