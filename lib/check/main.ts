/** `vitrine check` without the other commands, for a checkout in continuous integration. */
import { runCheck } from "#lib/check/check-command";

process.exitCode = runCheck(process.argv.slice(2), { print: console.log, printError: console.error });
