import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { ROOT } from "#demo/portal-build";

/** How the image starts: the last stage of the Dockerfile. */
export interface ImageStart {
  env: Record<string, string>;
  uid: number;
  gid: number;
  /** Arguments of Node. */
  args: string[];
  /** What of the build stage is in the image: from where, to where in the working folder. */
  copies: { from: string; to: string }[];
}

/** Reads the last stage. Throws for an instruction that it does not know, so that none is passed over. */
export function readDockerfile(): ImageStart {
  const text = readFileSync(join(ROOT, "Dockerfile"), "utf8").replaceAll(/\\\n\s*/g, "");
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const stage = lines.slice(lines.findLastIndex((line) => line.startsWith("FROM ")) + 1);
  const start: ImageStart = { env: {}, uid: 0, gid: 0, args: [], copies: [] };
  for (const line of stage) readInstruction(line, start);
  return start;
}

function readInstruction(line: string, start: ImageStart): void {
  const [instruction = "", ...words] = line.split(" ");
  const rest = words.join(" ");
  switch (instruction) {
    case "WORKDIR":
    case "EXPOSE":
      return;
    case "ENV":
      for (const word of words) {
        const [name = "", value = ""] = word.split("=");
        start.env[name] = value;
      }
      return;
    case "USER":
      [start.uid = 0, start.gid = 0] = rest.split(":").map(Number);
      return;
    case "CMD":
      start.args = z.array(z.string()).parse(JSON.parse(rest));
      return;
    case "COPY": {
      const [, from = "", to = ""] = /^--from=build (\S+) (\S+)$/.exec(rest) ?? [];
      start.copies.push({ from, to });
      return;
    }
    default:
      throw new Error(`The test does not know ${instruction} of the Dockerfile.`);
  }
}
