import { StringDecoder } from "node:string_decoder";
import { parseJson } from "#lib/exact-json";

/** The stream has a line that is not JSON. */
export class JsonLinesError extends Error {
  override readonly name = "JsonLinesError";
}

/**
 * Parses the body of a watch: one JSON value a line. Throws JsonLinesError for a line that is not JSON, or an
 * incomplete last line, so that nothing is skipped silently.
 */
export async function* readJsonLines(chunks: AsyncIterable<Buffer | string>): AsyncGenerator<unknown> {
  // A chunk can end inside a character: the decoder keeps its first bytes.
  const decoder = new StringDecoder("utf8");
  let rest = "";
  for await (const chunk of chunks) {
    const lines = (rest + (typeof chunk === "string" ? chunk : decoder.write(chunk))).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.trim() !== "") yield parseLine(line);
  }
  rest += decoder.end();
  if (rest.trim() !== "") yield parseLine(rest);
}

function parseLine(line: string): unknown {
  try {
    return parseJson(line);
  } catch (cause) {
    throw new JsonLinesError(`a line of ${line.length} characters is not JSON`, { cause });
  }
}
