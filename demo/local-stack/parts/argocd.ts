/** The real Argo CD without its API server: what reads repositories, what applies them, and the cache between them. */
import { mkdir, symlink } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { applyCrds } from "#demo/local-stack/parts/crds";
import { launchRedis } from "#demo/local-stack/parts/redis";
import { acceptsConnections, answersOk } from "#demo/local-stack/probe";
import type { Stack } from "#demo/local-stack/types";
import { applyWhenServed } from "#demo/platform/apply";
import { type Manifest, openCluster } from "#demo/platform/cluster";

const NAMESPACE = "argocd";

type ArgoCdHost = Pick<
  Stack,
  "folder" | "kubeconfig" | "signal" | "moduleFolder" | "obtain" | "start" | "freePort"
>;

interface ArgoCdOptions {
  /** Data of its ConfigMap argocd-cm. */
  settings?: Record<string, string>;
  /** Looks for new commits this often, so that no webhook is needed. */
  poll?: string;
}

/** Starts Argo CD; resolves when it will sync an Application whose destination is this cluster. */
export async function launchArgoCd(
  host: ArgoCdHost,
  { settings = {}, poll = "3s" }: ArgoCdOptions = {},
): Promise<void> {
  const folder = join(host.folder, "argocd");
  await mkdir(join(folder, "tmp"), { recursive: true });
  const [redis] = await Promise.all([launchRedis(host), prepareCluster(host, settings)]);
  const env = describeEnvironment(host, folder, poll);
  const repoServer = await startRepoServer(host, folder, env, redis);
  await startController(host, folder, env, redis, repoServer);
}

/** What Argo CD's installation leaves in a cluster, as far as it is read here. */
async function prepareCluster(host: ArgoCdHost, settings: Record<string, string>): Promise<void> {
  await applyCrds(host, "argocd", "manifests", "crds");
  const cluster = await openCluster(host.kubeconfig);
  for (const manifest of describeInstallation(settings))
    await applyWhenServed(cluster, manifest, host.signal);
}

function describeInstallation(settings: Record<string, string>): Manifest[] {
  const configMaps = ["cmd-params-cm", "rbac-cm", "tls-certs-cm", "ssh-known-hosts-cm", "gpg-keys-cm"];
  const labels = { "app.kubernetes.io/part-of": "argocd" };
  const place = (name: string) => ({ name, namespace: NAMESPACE, labels });
  return [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: NAMESPACE } },
    { apiVersion: "v1", kind: "ConfigMap", metadata: place("argocd-cm"), data: settings },
    ...configMaps.map((name) => ({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: place(`argocd-${name}`),
    })),
    {
      apiVersion: "v1",
      kind: "Secret",
      metadata: place("argocd-secret"),
      // Signs sessions of an API server that does not run.
      stringData: { "server.secretkey": "unused" },
    },
    {
      apiVersion: "argoproj.io/v1alpha1",
      kind: "AppProject",
      metadata: { name: "default", namespace: NAMESPACE },
      spec: {
        sourceRepos: ["*"],
        destinations: [{ namespace: "*", server: "*" }],
        clusterResourceWhitelist: [{ group: "*", kind: "*" }],
      },
    },
  ];
}

function describeEnvironment(host: ArgoCdHost, folder: string, poll: string): Record<string, string> {
  return {
    KUBECONFIG: host.kubeconfig,
    // `https://kubernetes.default.svc` is the kubeconfig's cluster.
    ARGOCD_FAKE_IN_CLUSTER: "true",
    ARGOCD_GPG_ENABLED: "false",
    ARGOCD_TLS_DATA_PATH: folder,
    ARGOCD_SSH_DATA_PATH: folder,
    ARGOCD_GPG_DATA_PATH: folder,
    ARGOCD_PLUGINSOCKFILEPATH: folder,
    // Git asks the program `argocd` for a private repository's password, which asks at this socket.
    ARGOCD_ASK_PASS_SOCK: join(folder, "ask-pass.sock"),
    PATH: [folder, process.env.PATH].join(delimiter),
    ARGOCD_RECONCILIATION_TIMEOUT: poll,
    ARGOCD_RECONCILIATION_JITTER: "0s",
    // By default it says nothing of a broken repository for three minutes.
    ARGOCD_REPO_ERROR_GRACE_PERIOD_SECONDS: "0",
    // Its clones lie there.
    TMPDIR: join(folder, "tmp"),
  };
}

/** Argo CD is one program that does what its name says. */
async function linkProgram(host: ArgoCdHost, folder: string, name: string): Promise<string> {
  const link = join(folder, name);
  await symlink(await host.obtain("argocd"), link);
  return link;
}

async function startRepoServer(
  host: ArgoCdHost,
  folder: string,
  env: Record<string, string>,
  redis: string,
): Promise<string> {
  const name = "argocd-repo-server";
  const [command, port, metrics] = await Promise.all([
    linkProgram(host, folder, name),
    host.freePort(),
    host.freePort(),
    linkProgram(host, folder, "argocd"),
  ]);
  await host.start({
    name,
    command,
    args: [
      ...["--address", "127.0.0.1", "--port", String(port), "--disable-tls"],
      ...["--metrics-address", "127.0.0.1", "--metrics-port", String(metrics)],
      ...["--redis", redis],
    ],
    env,
    cwd: folder,
    ready: () => acceptsConnections(port),
  });
  return `127.0.0.1:${port}`;
}

async function startController(
  host: ArgoCdHost,
  folder: string,
  env: Record<string, string>,
  redis: string,
  repoServer: string,
): Promise<void> {
  const name = "argocd-application-controller";
  const [command, metrics] = await Promise.all([linkProgram(host, folder, name), host.freePort()]);
  await host.start({
    name,
    command,
    args: [
      ...["--kubeconfig", host.kubeconfig, "--namespace", NAMESPACE],
      ...["--repo-server", repoServer, "--repo-server-plaintext", "--redis", redis],
      ...["--metrics-port", String(metrics)],
    ],
    env,
    cwd: folder,
    ready: () => answersOk(`http://127.0.0.1:${metrics}/healthz`),
  });
}
