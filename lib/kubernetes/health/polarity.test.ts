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
    ["ResolvedRefs", "good", "an unknown last word leaves it to the one before"],
    ["NotReady", "bad", "Not turns a good word round"],
    ["NoErrors", "good", "No turns a bad word round"],
    ["Degraded", "bad", "OpenShift operators"],
    ["Failure", "bad", "operators made with Ansible"],
    ["ReplicaFailure", "bad", "Deployments"],
    ["MemoryPressure", "bad", "Nodes"],
    ["NetworkUnavailable", "bad", "Unavailable is no form of Available"],
    ["CatalogSourcesUnhealthy", "bad", "Operator Lifecycle Manager"],
    ["UIDMismatch", "bad", "an acronym is one word"],
    ["FetchFailed", "bad", "Flux sources"],
    ["ErrorResolved", "good", "the last known word decides, not the first"],
    ["Conflicted", "bad", "listeners of a Gateway"],
    ["PartiallyInvalid", "bad", "routes of the Gateway API"],
    ["NonStructuralSchema", "bad", "CustomResourceDefinitions"],
    ["FailoverReady", "good", "Failover is a word of its own, not Fail"],
    ["ACK.Terminal", "bad", "a prefix before a dot counts for nothing"],
    ["example.com/Stalled", "bad", "nor does one before a slash"],
    ["Reconciling", "progress", "kstatus"],
    ["RollingOut", "progress", "Cluster API"],
    ["ReconciliationPaused", "paused", "Strimzi"],
    ["Terminating", "removing", "CustomResourceDefinitions"],
    ["Active", "optional", "False is how an idle KEDA ScaledObject looks"],
    ["UpgradeAvailable", "neutral", "an offer, not a state"],
    ["Warning", "neutral", "a remark beside the verdict"],
    ["Upgradeable", "unknown", "no word of it is known"],
  ];
  it.each(rows)("reads %s as %s: %s", (type, polarity) => {
    expect(readPolarity(type)).toBe(polarity);
  });
});

describe("reasons", () => {
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
  it.each(rows)("%s: failing %s, on its way %s", (reason, failing, progress) => {
    expect([isFailingReason(reason), isProgressReason(reason)]).toEqual([failing, progress]);
  });
});
