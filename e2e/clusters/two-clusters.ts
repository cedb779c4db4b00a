/** Two real API servers with the same offer in different versions, and a portal in front of both. */
import { type ControlPlane, launchControlPlane } from "#demo/local-stack/control-plane";
import { openStack, type StackBase } from "#demo/local-stack/stack";
import { ANA, BO, GUEST } from "#demo/people";
import { applyWhenServed } from "#demo/platform/apply";
import { type Manifest, openCluster } from "#demo/platform/cluster";
import { createPortal, type Portal, portalUrl } from "#demo/portal";
import { buildPortal } from "#demo/portal-build";
import { makeEmbeddedHost } from "#demo/request-host";
import { findFreePort } from "#lib/command/ports";
import { writeDefinition } from "../testing/offer-definition";

const GROUP = "queue.demo.vitrine.dev";
const text = { type: "string" };

export interface TwoClusters {
  url: string;
  /** Bearer token for the HTTP API, as Bo. */
  token: string;
  portal: Portal;
  clusters: { prod: ControlPlane; west: ControlPlane };
  /** Stops every process and removes every folder. */
  close(): Promise<void>;
}

/**
 * Starts both clusters and the portal. Both offer queues: `prod` in version v1 with a color, `west` in version v2
 * with a number of partitions. Ana can request queues in both clusters, Bo in `west` only. The guest sees only `west`.
 */
export async function startTwoClusters(): Promise<TwoClusters> {
  const stacks = [openStack(), openStack()] as const;
  const close = async () => {
    await Promise.all(stacks.map((stack) => stack.close()));
  };
  try {
    const [prod, west] = await Promise.all([launchControlPlane(stacks[0]), launchControlPlane(stacks[1])]);
    await Promise.all([
      applyAll(stacks[0], prod, [
        ...offer("v1", { size: text, color: text }),
        ...grant([ANA.user, BO.user], [ANA.user]),
      ]),
      applyAll(stacks[1], west, [
        ...offer("v2", { size: text, partitions: { type: "integer" } }),
        ...grant([ANA.user, BO.user, GUEST.user], [ANA.user, BO.user]),
      ]),
    ]);
    const { settings, token } = await makeEmbeddedHost(stacks[0]);
    const port = await findFreePort();
    const clusters = Object.entries({ prod, west }).map(([name, { kubeconfig }]) => ({ name, kubeconfig }));
    const portal = createPortal(stacks[0], {
      port,
      build: await buildPortal(stacks[0]),
      settings: { ...settings, VITRINE_CLUSTERS: JSON.stringify(clusters) },
    });
    await portal.start();
    return { url: portalUrl(port), token, portal, clusters: { prod, west }, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function applyAll(
  { signal }: StackBase,
  { kubeconfig }: ControlPlane,
  manifests: readonly Manifest[],
): Promise<void> {
  const admin = await openCluster(kubeconfig);
  for (const manifest of manifests) await applyWhenServed(admin, manifest, signal);
}

/** The definition of queues in one version, and a queue. */
function offer(version: string, properties: Record<string, unknown>): Manifest[] {
  const definition = writeDefinition({
    group: GROUP,
    kind: "Queue",
    annotations: {
      "vitrine.dev/title": "Message queue",
      "vitrine.dev/description": "A queue for messages between services.",
      "vitrine.dev/owner": "Messaging team",
    },
    properties: { spec: { type: "object", properties } },
  });
  const text = JSON.stringify(definition).replace('"name":"v1"', `"name":"${version}"`);
  return [
    JSON.parse(text),
    { apiVersion: "v1", kind: "Namespace", metadata: { name: "team-a" } },
    {
      apiVersion: `${GROUP}/${version}`,
      kind: "Queue",
      metadata: { name: `first-${version}`, namespace: "team-a" },
      spec: { size: "small" },
    },
  ];
}

/** Lets people see the offer, and request queues in `team-a`. */
function grant(seers: readonly string[], requesters: readonly string[]): Manifest[] {
  const rbac = { apiGroup: "rbac.authorization.k8s.io" };
  const toSubjects = (users: readonly string[]) => users.map((name) => ({ ...rbac, kind: "User", name }));
  const apiVersion = `${rbac.apiGroup}/v1`;
  return [
    {
      ...{ apiVersion, kind: "ClusterRole", metadata: { name: "see-offers" } },
      rules: [
        {
          apiGroups: ["apiextensions.k8s.io"],
          resources: ["customresourcedefinitions"],
          verbs: ["get", "list"],
        },
      ],
    },
    {
      ...{ apiVersion, kind: "ClusterRoleBinding", metadata: { name: "see-offers" } },
      roleRef: { ...rbac, kind: "ClusterRole", name: "see-offers" },
      subjects: toSubjects(seers),
    },
    {
      ...{ apiVersion, kind: "Role", metadata: { name: "queues", namespace: "team-a" } },
      rules: [{ apiGroups: [GROUP], resources: ["queues"], verbs: ["request", "get", "list"] }],
    },
    {
      ...{ apiVersion, kind: "RoleBinding", metadata: { name: "queues", namespace: "team-a" } },
      roleRef: { ...rbac, kind: "Role", name: "queues" },
      subjects: toSubjects(requesters),
    },
  ];
}
