/** What a process keeps in memory, through its inspector: https://chromedevtools.github.io/devtools-protocol/v8/ */
import { once } from "node:events";
import { z } from "zod";

export interface Heap {
  /** Collects all garbage. Resolves with the MB that are still used. */
  measure(): Promise<number>;
}

const targets = z.tuple([z.object({ webSocketDebuggerUrl: z.string() })]).rest(z.unknown());
const answer = z.object({ id: z.number(), result: z.looseObject({ usedSize: z.number().optional() }) });

/** @param port of the inspector on this machine */
export function openHeap(port: number): Heap {
  return {
    async measure() {
      const listed = await fetch(`http://127.0.0.1:${port}/json/list`);
      const [{ webSocketDebuggerUrl }] = targets.parse(await listed.json());
      const socket = new WebSocket(webSocketDebuggerUrl);
      await once(socket, "open");
      try {
        // What the first collection releases can release more: finalizers run between the two.
        await call(socket, 1, "HeapProfiler.collectGarbage");
        await call(socket, 2, "HeapProfiler.collectGarbage");
        const { usedSize = 0 } = await call(socket, 3, "Runtime.getHeapUsage");
        return usedSize / 2 ** 20;
      } finally {
        socket.close();
      }
    },
  };
}

/** One call at a time: the next message is its answer. */
async function call(socket: WebSocket, id: number, method: string) {
  const answered = once(socket, "message");
  socket.send(JSON.stringify({ id, method }));
  const [message]: unknown[] = await answered;
  const { data } = z.object({ data: z.string() }).parse(message);
  return answer.parse(JSON.parse(data)).result;
}
