/** `npm run config:check FILE`: the checks of the portal's start, for an editor or continuous integration. */
import { checkConfigFile, readConfigFile } from "#lib/config/config";
import { toPortalError } from "#lib/errors";

const [path] = process.argv.slice(2);

if (path === undefined) {
  console.error("Usage: npm run config:check FILE");
  process.exitCode = 2;
} else {
  process.exitCode = check(path);
}

/** Prints each problem on a line, and returns the exit code. */
function check(file: string): number {
  try {
    const errors = checkConfigFile(readConfigFile(file));
    for (const { message } of errors) console.error(message);
    if (errors.length === 0) console.log(`${file} is valid. Its secrets are read when the portal starts.`);
    return errors.length === 0 ? 0 : 1;
  } catch (error) {
    console.error(toPortalError(error).detail);
    return 2;
  }
}
