/** The commands of a push, and the report that refuses them: https://git-scm.com/docs/gitprotocol-pack#_reference_update_request_and_packfile_transfer */
import type { Answer } from "#demo/stand-ins/http/server";

export interface PushCommand {
  ref: string;
  before: string;
  after: string;
}

export interface Push {
  commands: PushCommand[];
  capabilities: ReadonlySet<string>;
}

/** Parses the first lines of the body of `git-receive-pack`. */
export function parsePush(body: Buffer): Push {
  const commands: PushCommand[] = [];
  let capabilities: ReadonlySet<string> = new Set();
  for (let offset = 0; offset + 4 <= body.length; ) {
    const length = Number.parseInt(body.toString("latin1", offset, offset + 4), 16);
    // A flush packet ends the commands.
    if (!(length > 4)) break;
    const [line = "", options] = body.toString("utf8", offset + 4, offset + length).split("\0");
    const [before = "", after = "", ref = ""] = line.trim().split(" ");
    commands.push({ before, after, ref });
    if (options !== undefined) capabilities = new Set(options.trim().split(" "));
    offset += length;
  }
  return { commands, capabilities };
}

/**
 * Refuses all commands.
 * @param message shown to the person, a line each
 * @param reason shown beside each ref
 */
export function refusePush({ commands, capabilities }: Push, message: string, reason: string): Answer {
  const report = [
    formatPacket("unpack ok\n"),
    ...commands.map(({ ref }) => formatPacket(`ng ${ref} ${reason}\n`)),
    "0000",
  ].join("");
  const body = capabilities.has("side-band-64k")
    ? `${formatPacket(`\u0002${message}\n`)}${formatPacket(`\u0001${report}`)}0000`
    : report;
  return {
    status: 200,
    headers: { "content-type": "application/x-git-receive-pack-result", "cache-control": "no-cache" },
    body,
  };
}

/** Four hexadecimal digits of the length, themselves included, then the text. */
function formatPacket(text: string): string {
  return (Buffer.byteLength(text) + 4).toString(16).padStart(4, "0") + text;
}
