/** What only installs or configures the platform. Developers have no use for it in a catalog. */
import { APIEXTENSIONS_GROUP } from "#lib/crossplane/names";
import { KRATIX_GROUP } from "#lib/kratix/names";
import { KRO_GROUP, RGD_KIND } from "#lib/kro/names";

/** API groups whose kinds install packages, operators and APIs. */
const INSTALLING_GROUPS: ReadonlySet<string> = new Set([
  KRATIX_GROUP,
  APIEXTENSIONS_GROUP,
  // Provider, Configuration, Function and their revisions. https://docs.crossplane.io/latest/packages/
  "pkg.crossplane.io",
  // Subscription, ClusterServiceVersion, InstallPlan. https://olm.operatorframework.io/docs/concepts/crds/
  "operators.coreos.com",
  "olm.operatorframework.io",
  "apiextensions.k8s.io",
  "apiregistration.k8s.io",
  "admissionregistration.k8s.io",
]);

/**
 * The settings of a provider, a store or an operator: ProviderConfig, ClusterProviderConfig, ProviderConfigUsage,
 * StoreConfig, OperatorConfiguration. https://docs.crossplane.io/latest/packages/providers/
 */
const SETTINGS = /(?:Provider|Store|Operator|Controller)Config(?:uration)?(?:Usage)?$/;

/** True for a kind that installs or configures the platform itself. */
export function isInstallationKind({ group, kind }: { group: string; kind: string }): boolean {
  if (group === KRO_GROUP) return kind === RGD_KIND;
  return INSTALLING_GROUPS.has(group) || SETTINGS.test(kind);
}
