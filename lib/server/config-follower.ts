import "server-only";
import { watchFile } from "node:fs";
import { configFile, readConfig, reloadConfig } from "#lib/config/config";
import { toPortalError } from "#lib/errors";
import { log } from "#lib/server/log";

/** Milliseconds. A mounted ConfigMap changes by another target of a link, which only a look at the file shows. */
const INTERVAL = 2_000;

/**
 * Applies changes of the configuration file while the portal runs, as far as they are safe. The log says which keys need a
 * restart. A wrong file changes nothing. Lives as long as the process.
 */
export function followConfig(): void {
  const file = configFile();
  // Without the mark, Turbopack takes the path for a source, and copies all of them into the build.
  if (file !== undefined)
    watchFile(/* turbopackIgnore: true */ file, { interval: INTERVAL, persistent: false }, reload);
}

function reload(): void {
  try {
    const { applied, waiting } = reloadConfig();
    if (applied.length > 0) log().info({ keys: applied }, "The configuration changed.");
    if (waiting.length > 0) log().warn({ keys: waiting }, "These keys take effect after a restart.");
    log().level = readConfig().logLevel;
  } catch (error) {
    const { detail, suggestion } = toPortalError(error);
    log().error({ suggestion }, `The configuration stays as it was. ${detail}`);
  }
}
