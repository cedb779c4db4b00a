/** What Kratix wrote to the bucket for one Destination. */
import { GetObjectCommand, paginateListObjectsV2, S3Client } from "@aws-sdk/client-s3";
import type { S3Server } from "#demo/local-stack/parts/s3";

export interface StateStore {
  /** Path to content of every file of the Destination; only what changed is fetched again. */
  readFiles(): Promise<Map<string, string>>;
  close(): void;
}

export function openStateStore(server: S3Server, destination: string): StateStore {
  const client = new S3Client({
    endpoint: `http://${server.endpoint}`,
    region: "us-east-1",
    forcePathStyle: true,
    credentials: { accessKeyId: server.accessKeyId, secretAccessKey: server.secretAccessKey },
  });
  const Bucket = server.bucket;
  let cache = new Map<string, { tag: string; content: string }>();

  async function readFile(Key: string): Promise<string> {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
    return (await Body?.transformToString()) ?? "";
  }

  return {
    readFiles: async () => {
      const next: typeof cache = new Map();
      for await (const page of paginateListObjectsV2({ client }, { Bucket, Prefix: `${destination}/` })) {
        for (const { Key = "", ETag: tag = "" } of page.Contents ?? []) {
          if (!/\.ya?ml$/.test(Key)) continue;
          const known = cache.get(Key);
          next.set(Key, known?.tag === tag ? known : { tag, content: await readFile(Key) });
        }
      }
      cache = next;
      return new Map([...next].map(([path, { content }]) => [path, content]));
    },
    close: () => client.destroy(),
  };
}
