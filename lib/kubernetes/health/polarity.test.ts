import { describe, expect, it } from "vitest";
import {
  isFailingReason,
  isProgressReason,
  type Polarity,
  readPolarity,
} from "#lib/kubernetes/health/polarity";

describe("readPolarity", () => {
  const rows: [type: string, polarity: Polarity, why: string][] = [
    ["Ready", "good", "the usual summary"],
    ["ControlPlaneReady", "good", "the last word decides"],
    ["ResolvedRefs", "good", "the word before an unknown last word decides"],
    ["NotReady", "bad", "Not inverts a good word"],
    ["NoErrors", "good", "No inverts a bad word"],
    ["Degraded", "bad", "OpenShift operators"],
    ["Failure", "bad", "operators that use Ansible"],
    ["ReplicaFailure", "bad", "Deployments"],
    ["MemoryPressure", "bad", "Nodes"],
    ["NetworkUnavailable", "bad", "Unavailable differs from Available"],
    ["CatalogSourcesUnhealthy", "bad", "Operator Lifecycle Manager"],
    ["UIDMismatch", "bad", "an acronym is one word"],
    ["FetchFailed", "bad", "Flux sources"],
    ["ErrorResolved", "good", "the last known word decides, not the first"],
    ["Conflicted", "bad", "listeners of a Gateway"],
    ["PartiallyInvalid", "bad", "routes of the Gateway API"],
    ["NonStructuralSchema", "bad", "CustomResourceDefinitions"],
    ["FailoverReady", "good", "Failover differs from Fail"],
    ["ACK.Terminal", "bad", "a prefix before a dot is ignored"],
    ["example.com/Stalled", "bad", "a prefix before a slash is ignored"],
    ["Reconciling", "progress", "kstatus"],
    ["RollingOut", "progress", "Cluster API"],
    ["ReconciliationPaused", "paused", "Strimzi"],
    ["Terminating", "removing", "CustomResourceDefinitions"],
    ["Active", "optional", "an idle KEDA ScaledObject reports False"],
    ["UpgradeAvailable", "neutral", "an available upgrade is not a state"],
    ["Warning", "neutral", "a warning does not change the state"],
    ["Upgradeable", "unknown", "all its words are unknown"],
  ];
  it.each(rows)("reads %s as %s: %s", (type, polarity) => {
    expect(readPolarity(type)).toBe(polarity);
  });
});

describe("isFailingReason and isProgressReason", () => {
  const rows: [reason: string, failing: boolean, progress: boolean][] = [
    ["CreateFailed", true, false],
    ["ErrRegisterACMEAccount", true, false],
    ["FailingHealthCheck", true, false],
    ["Provisioning", false, true],
    ["UnpackingPackage", false, true],
    ["InProgress", false, true],
    ["WaitingForInfrastructure", false, true],
    ["NoMatchingParent", false, false],
    ["", false, false],
  ];
  it.each(rows)("%s: failing %s, in progress %s", (reason, failing, progress) => {
    expect([isFailingReason(reason), isProgressReason(reason)]).toEqual([failing, progress]);
  });
});
