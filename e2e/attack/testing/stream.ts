/** An event stream as a script reads it. */
import http from "node:http";
import { expect } from "@playwright/test";

export interface StreamEvent {
  /** `message` where the server names none. */
  event: string;
  /** The parsed `data`. */
  data: { topic?: string; code?: string };
}

export interface OpenStream {
  status: number;
  headers: http.IncomingHttpHeaders;
  /** All events so far. */
  events: StreamEvent[];
  /** What was sent in place of a stream: a problem. */
  text(): string;
  ended(): boolean;
  close(): void;
}

function parseEvent(block: string): StreamEvent | undefined {
  const lines = block.split("\n");
  const value = (field: string) =>
    lines.find((line) => line.startsWith(`${field}: `))?.slice(field.length + 2);
  const data = value("data");
  return data === undefined ? undefined : { event: value("event") ?? "message", data: JSON.parse(data) };
}

/** Opens a stream; resolves with its headers. Close it after use. */
export function openStream(
  url: string,
  topics: readonly string[],
  headers: Record<string, string>,
  method = "GET",
): Promise<OpenStream> {
  const query = topics.map(encodeURIComponent).join(",");
  return new Promise((resolve, reject) => {
    const request = http.request(
      new URL(`/api/v1/stream?topics=${query}`, url),
      { method, headers, agent: false },
      (response) => {
        const events: StreamEvent[] = [];
        let text = "";
        let rest = "";
        let ended = false;
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          text += chunk;
          const blocks = (rest + chunk).split("\n\n");
          rest = blocks.pop() ?? "";
          for (const block of blocks) {
            const event = parseEvent(block);
            if (event) events.push(event);
          }
        });
        response.on("end", () => {
          ended = true;
        });
        response.on("error", () => {
          ended = true;
        });
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          events,
          text: () => text,
          ended: () => ended,
          close: () => request.destroy(),
        });
      },
    );
    request.on("error", reject);
    request.end();
  });
}

/** Whether the stream has told that the topic changed. */
export const hasNews = ({ events }: OpenStream, topic: string) =>
  events.some(({ event, data }) => event === "message" && data.topic === topic);

/** Whether the stream has refused the topic. */
export const hasRefused = ({ events }: OpenStream, topic: string) =>
  events.some(({ event, data }) => event === "refused" && data.topic === topic);

/** Waits until the condition holds for the stream. */
export async function whenStream(
  stream: OpenStream,
  condition: (stream: OpenStream) => boolean,
  why: string,
) {
  await expect
    .poll(() => condition(stream), { message: why, timeout: 15_000, intervals: [20, 50, 100] })
    .toBe(true);
}
