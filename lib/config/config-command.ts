import { checkConfigFile, readConfigFile } from "#lib/config/config";
import { toPortalError } from "#lib/errors";

/**
 * `vitrine config FILE`: the checks of the portal's start, for an editor or continuous integration. Prints each problem
 * on a line, and returns the exit code.
 */
export function runConfigCheck(file: string | undefined): number {
  if (file === undefined) {
    console.error("Usage: vitrine config FILE");
    return 2;
  }
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
