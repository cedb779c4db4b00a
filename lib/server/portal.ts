import "server-only";
import type { PermissionRules } from "#lib/auth/permissions/permissions";
import type { Catalog } from "#lib/catalog/catalog";
import { type FormBuilder, memoizeForms } from "#lib/catalog/form-check";
import { type Config, readConfig } from "#lib/config/config";
import { type ConfiguredGit, onlyCluster, pathTemplateOf } from "#lib/config/git";
import type { PortalError } from "#lib/errors";
import { convertSchema } from "#lib/form/convert/convert";
import type { GitProvider } from "#lib/git/types";
import type { SyncSource } from "#lib/gitops/types";
import type { Cluster } from "#lib/kubernetes/cluster";
import { compilePathTemplate, type FileLayout, type PathTemplate } from "#lib/request/file/path";
import { openPlanThreads, type PlanThreads } from "#lib/request/plan/threads";
import { openCatalog } from "#lib/server/catalog-sources";
import { type BrokenCluster, openClusters } from "#lib/server/clusters";
import { type DemoStatus, followDemoStatus } from "#lib/server/demo-status";
import { openGit } from "#lib/server/git";
import { log } from "#lib/server/log";
import { type ChangeCache, createChangeCache } from "#lib/server/requests/change-cache";
import { mergeByFields } from "#lib/server/requests/files/file-merge";
import { createOwnedKinds, type OwnedKinds } from "#lib/server/resources/owned/owned-kinds";
import { createPartWatches, type PartWatches } from "#lib/server/resources/part-watches";
import { buildRules } from "#lib/server/resources/rules";
import { openSync } from "#lib/server/resources/sync";
import { findShared, shared } from "#lib/server/shared";

/** What the portal holds while it runs: connections and caches, nothing that could not be made anew. */
export interface Portal {
  config: Config;
  /** By name. */
  clusters: ReadonlyMap<string, Cluster>;
  /** Clusters whose kubeconfig cannot be used. */
  brokenClusters: readonly BrokenCluster[];
  catalog: Catalog;
  buildForm: FormBuilder;
  /** In the order of the configuration; none where no repository is configured. */
  repositories: readonly PortalRepository[];
  sync: SyncSource;
  /** Undefined outside the demo. */
  demo: DemoStatus | undefined;
  rules: PermissionRules;
  /** For lists: an answer about a right to change something may be some seconds old. */
  listRules: PermissionRules;
  parts: PartWatches;
  ownedKinds: OwnedKinds;
  /** Where foreign input is read and checked. */
  planThreads: PlanThreads;
  /** Ends of the open event streams. */
  streams: Set<() => void>;
  /** Milliseconds since the epoch. */
  startedAt: number;
  /** Ends the open event streams; pages open theirs anew. */
  endStreams(): void;
  close(): void;
}

/** The portal as it works with one of its repositories. */
export interface PortalRepository extends Portal {
  git: GitProvider;
  /** What pull requests change, by the commits that it was read at. */
  changedFiles: ChangeCache;
  /** Where the files of requests are. */
  pathTemplate: PathTemplate;
  /** The cluster of a file whose path names none. */
  cluster: string;
  layout: FileLayout;
  configured: ConfiguredGit;
}

/** The running portal, started on first use. Throws `misconfigured`. */
export function getPortal(): Portal {
  return shared("portal", startPortal);
}

/** The portal, if it runs. */
export function findPortal(): Portal | undefined {
  return findShared<Portal>("portal");
}

/** Ends streams, watches and connections; for the end of the process. */
export function closePortal(): void {
  findPortal()?.close();
}

function startPortal(): Portal {
  const config = readConfig();
  const { clusters, broken } = openClusters(config);
  for (const { name, error } of broken) logBroken(name, error);
  const buildForm = memoizeForms(convertSchema);
  const catalog = openCatalog([...clusters.values()], buildForm);
  const sync = openSync(clusters, config);
  const demo = followDemoStatus(clusters, config);
  const parts = createPartWatches(clusters);
  const ownedKinds = createOwnedKinds(clusters, parts);
  const planThreads = openPlanThreads();
  const streams = new Set<() => void>();
  const repositories: PortalRepository[] = [];
  const portal: Portal = {
    config,
    clusters,
    brokenClusters: broken,
    catalog,
    buildForm,
    repositories,
    sync,
    demo,
    rules: buildRules(clusters, config),
    listRules: buildRules(clusters, config, { mayBeRecent: true }),
    parts,
    ownedKinds,
    planThreads,
    streams,
    startedAt: Date.now(),
    endStreams() {
      for (const end of [...streams]) end();
    },
    close() {
      portal.endStreams();
      planThreads.close();
      ownedKinds.close();
      parts.close();
      demo?.close();
      sync.close();
      for (const { git } of repositories) git.dispose();
      catalog.close();
      for (const cluster of clusters.values()) cluster.close();
    },
  };
  for (const configured of config.repositories) repositories.push(openRepository(portal, configured));
  return portal;
}

function openRepository(portal: Portal, configured: ConfiguredGit): PortalRepository {
  const [first = ""] = portal.clusters.keys();
  const { layout = "file" } = configured;
  const repository: PortalRepository = {
    ...portal,
    git: openGit(configured, (sides) => mergeByFields(repository, sides)),
    changedFiles: createChangeCache(),
    pathTemplate: compilePathTemplate(pathTemplateOf(configured, portal.config), layout),
    layout,
    cluster: onlyCluster(configured, portal.config) ?? first,
    configured,
  };
  return repository;
}

function logBroken(cluster: string, { detail, suggestion }: PortalError): void {
  log().error({ cluster, suggestion }, detail);
}
