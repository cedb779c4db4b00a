/** Starts the portal with the server, so that its caches are filled before the first page asks. */
export async function register(): Promise<void> {
  // This file is compiled for Edge as well, where the portal cannot run.
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { openTracing } = await import("#lib/server/tracing/tracing");
  await openTracing(process.env);
  const { startServer } = await import("#lib/server/start");
  startServer();
}
