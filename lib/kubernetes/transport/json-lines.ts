import { StringDecoder } from "node:string_decoder";
import { parseJson } from "#lib/exact-json";

/** A stream that is not JSON, one value a line. */
export class JsonLinesError extends Error {
  override readonly name = "JsonLinesError";
}

/**
 * The values of a watch's body: JSON, one a line. A line that is no JSON, or a last line that was cut off,
 * throws JsonLinesError, so that nothing is skipped in silence.
 */
export async function* readJsonLines(chunks: AsyncIterable<Buffer | string>): AsyncGenerator<unknown> {
  // A character may be cut by the end of a chunk: the decoder keeps its first bytes.
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
    throw new JsonLinesError(`a line of ${line.length} characters is no JSON`, { cause });
  }
}
