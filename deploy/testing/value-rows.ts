/** Each value of the chart with another value, and the lines of the rendering that change with it. */
import type { Values } from "#deploy/helm";

export interface ValueRow {
  /** The path of the value in values.yaml. */
  path: string;
  value: unknown;
  /** Other values without which this one has no effect. */
  given?: Values;
  /** All differences, as `compareRenderings` returns them; with `more`, some of them. */
  changes: string[];
  more?: true;
}

const URL = { config: { url: "https://portal.example.com" } };
const INGRESS = { ...URL, ingress: { enabled: true } };
const GATEWAY = [{ name: "public", namespace: "gateways", sectionName: "https" }];
const ROUTE = { ...URL, httpRoute: { enabled: true, parentRefs: GATEWAY } };
const POLICY = { networkPolicy: { enabled: true } };
const OFFERS = [{ group: "platform.example.com", resources: ["databases"] }];
const PEER = [{ namespaceSelector: { matchLabels: { name: "gateways" } } }];

export const VALUE_ROWS: readonly ValueRow[] = [
  {
    path: "config.secretFile",
    value: "/etc/vitrine/secrets/other",
    changes: [
      "- secretFile: /etc/vitrine/secrets/session-secret",
      "+ secretFile: /etc/vitrine/secrets/other",
    ],
  },
  {
    path: "config.probePort",
    value: 9191,
    changes: [
      "- probePort: 9090",
      "+ probePort: 9191",
      "- - { name: probes, port: 9090, targetPort: probes }",
      "+ - { name: probes, port: 9191, targetPort: probes }",
      "- - { name: probes, containerPort: 9090 }",
      "+ - { name: probes, containerPort: 9191 }",
    ],
  },
  {
    path: "existingSecret",
    value: "other",
    changes: [
      "- secret: { secretName: vitrine, defaultMode: 0440 }",
      "+ secret: { secretName: other, defaultMode: 0440 }",
    ],
  },
  {
    path: "secretFiles",
    value: [{ secret: "cluster-prod", folder: "/etc/vitrine/clusters/prod" }],
    changes: [
      "+ - { name: secrets-0, mountPath: /etc/vitrine/clusters/prod, readOnly: true }",
      "+ - name: secrets-0",
      "+ secret: { secretName: cluster-prod, defaultMode: 0440 }",
    ],
  },
  {
    path: "secretEnv",
    value: [{ name: "GIT_TOKEN", secret: "git", key: "token" }],
    changes: ["+ - name: GIT_TOKEN", "+ valueFrom: { secretKeyRef: { name: git, key: token } }"],
  },
  {
    path: "env",
    value: [{ name: "LOG_LEVEL", value: "debug" }],
    changes: ["+ - name: LOG_LEVEL", "+ value: debug"],
  },
  {
    path: "caBundle.configMap",
    value: "company-ca",
    changes: [
      "+ - { name: NODE_EXTRA_CA_CERTS, value: /etc/vitrine/ca/ca.crt }",
      "+ - { name: ca, mountPath: /etc/vitrine/ca, readOnly: true }",
      "+ - name: ca",
      "+ configMap:",
      "+ name: company-ca",
      "+ items: [{ key: ca.crt, path: ca.crt }]",
    ],
  },
  {
    path: "caBundle.key",
    given: { caBundle: { configMap: "company-ca" } },
    value: "bundle.pem",
    changes: ["- items: [{ key: ca.crt, path: ca.crt }]", "+ items: [{ key: bundle.pem, path: ca.crt }]"],
  },
  {
    path: "proxy.https",
    value: "http://proxy.example.com:3128",
    changes: [
      '+ - { name: NODE_USE_ENV_PROXY, value: "1" }',
      '+ - { name: NO_PROXY, value: "localhost,127.0.0.1,.svc,.cluster.local" }',
      '+ - { name: HTTPS_PROXY, value: "http://proxy.example.com:3128" }',
    ],
  },
  {
    path: "proxy.http",
    value: "http://proxy.example.com:3128",
    changes: [
      '+ - { name: NODE_USE_ENV_PROXY, value: "1" }',
      '+ - { name: NO_PROXY, value: "localhost,127.0.0.1,.svc,.cluster.local" }',
      '+ - { name: HTTP_PROXY, value: "http://proxy.example.com:3128" }',
    ],
  },
  {
    path: "proxy.exclude",
    given: { proxy: { https: "http://proxy.example.com:3128" } },
    value: ["git.example.com"],
    changes: [
      '- - { name: NO_PROXY, value: "localhost,127.0.0.1,.svc,.cluster.local" }',
      '+ - { name: NO_PROXY, value: "localhost,127.0.0.1,.svc,.cluster.local,git.example.com" }',
    ],
  },
  {
    path: "accessOnly",
    value: true,
    changes: ["- ConfigMap vitrine", "- Service vitrine", "- Deployment vitrine"],
  },
  {
    path: "fullnameOverride",
    value: "portal",
    given: { accessOnly: true },
    changes: [
      "- ServiceAccount vitrine",
      "- ClusterRole vitrine:view",
      "- ClusterRole vitrine:view-platform",
      "- ClusterRole vitrine:portal",
      "- ClusterRoleBinding vitrine:view",
      "- ClusterRoleBinding vitrine:view-platform",
      "- ClusterRoleBinding vitrine:portal",
      "+ ServiceAccount portal",
      "+ ClusterRole portal:view",
      "+ ClusterRole portal:view-platform",
      "+ ClusterRole portal:portal",
      "+ ClusterRoleBinding portal:view",
      "+ ClusterRoleBinding portal:view-platform",
      "+ ClusterRoleBinding portal:portal",
    ],
  },
  {
    path: "image.repository",
    value: "registry.example.com/vitrine",
    changes: ["- image: ghcr.io/vitrine-dev/vitrine:0.1.0", "+ image: registry.example.com/vitrine:0.1.0"],
  },
  {
    path: "image.tag",
    value: "1.2.3",
    changes: ["- image: ghcr.io/vitrine-dev/vitrine:0.1.0", "+ image: ghcr.io/vitrine-dev/vitrine:1.2.3"],
  },
  {
    path: "image.digest",
    value: `sha256:${"0".repeat(64)}`,
    changes: [
      "- image: ghcr.io/vitrine-dev/vitrine:0.1.0",
      "+ image: ghcr.io/vitrine-dev/vitrine@sha256:0000000000000000000000000000000000000000000000000000000000000000",
    ],
  },
  {
    path: "image.pullPolicy",
    value: "Always",
    changes: ["- imagePullPolicy: IfNotPresent", "+ imagePullPolicy: Always"],
  },
  { path: "image.pullSecrets", value: ["registry"], changes: ["+ imagePullSecrets:", "+ - name: registry"] },
  { path: "serviceAccount.create", value: false, changes: ["- ServiceAccount vitrine"] },
  {
    path: "serviceAccount.name",
    value: "other",
    changes: [
      "- ServiceAccount vitrine",
      "- name: vitrine",
      "+ name: other",
      "- name: vitrine",
      "+ name: other",
      "- name: vitrine",
      "+ name: other",
      "- serviceAccountName: vitrine",
      "+ serviceAccountName: other",
      "+ ServiceAccount other",
    ],
  },
  {
    path: "serviceAccount.annotations",
    value: { "example.com/role": "reader" },
    changes: ["+ annotations:", "+ example.com/role: reader"],
  },
  {
    path: "crds.create",
    value: false,
    changes: ["- CustomResourceDefinition offeroverlays.vitrine.dev"],
  },
  {
    path: "rbac.create",
    value: false,
    changes: [
      "- ClusterRole vitrine:view",
      "- ClusterRole vitrine:view-platform",
      "- ClusterRole vitrine:portal",
      "- ClusterRoleBinding vitrine:view",
      "- ClusterRoleBinding vitrine:view-platform",
      "- ClusterRoleBinding vitrine:portal",
    ],
  },
  {
    path: "rbac.scope",
    value: "wide",
    more: true,
    changes: ["- - apiGroups: [apps]", '+ - apiGroups: ["*"]'],
  },
  {
    path: "rbac.groups",
    value: ["platform.example.com"],
    changes: [
      "+ - apiGroups:",
      "+ - platform.example.com",
      '+ resources: ["*"]',
      "+ verbs: [get, list, watch]",
    ],
  },
  { path: "rbac.configMaps", value: false, changes: ["- - configmaps"] },
  {
    path: "rbac.people",
    value: true,
    changes: ["+ ClusterRole vitrine:request", "+ ClusterRole vitrine:approve"],
  },
  {
    path: "rbac.refresh.argocd",
    value: ["argocd"],
    changes: [
      "+ Role vitrine:refresh",
      "+ RoleBinding vitrine:refresh",
      "+ ValidatingAdmissionPolicy vitrine-refresh-only",
      "+ ValidatingAdmissionPolicyBinding vitrine-refresh-only",
    ],
  },
  {
    path: "rbac.refresh.flux",
    given: { rbac: { refresh: { argocd: ["gitops"] } } },
    value: ["gitops"],
    changes: [
      "+ - apiGroups: [source.toolkit.fluxcd.io]",
      "+ resources: [gitrepositories]",
      "+ verbs: [patch]",
      "+ - apiGroups: [kustomize.toolkit.fluxcd.io]",
      "+ resources: [kustomizations]",
      "+ verbs: [patch]",
    ],
  },
  {
    path: "rbac.dryRun.enabled",
    given: { rbac: { dryRun: { offers: OFFERS } } },
    value: true,
    changes: [
      "+ dryRun: portal",
      "+ ClusterRole vitrine:dry-run",
      "+ ClusterRoleBinding vitrine:dry-run",
      "+ ValidatingAdmissionPolicy vitrine-dry-run-only",
      "+ ValidatingAdmissionPolicyBinding vitrine-dry-run-only",
    ],
  },
  {
    path: "rbac.dryRun.offers",
    given: { rbac: { dryRun: { enabled: true, offers: OFFERS } } },
    value: [{ group: "data.example.com", resources: ["caches"] }],
    changes: [
      "- - apiGroups: [platform.example.com]",
      "- - databases",
      "+ - apiGroups: [data.example.com]",
      "+ - caches",
      "- - platform.example.com",
      "+ - data.example.com",
    ],
  },
  {
    path: "replicas",
    value: 3,
    changes: ["- replicas: 1", "+ replicas: 3", "+ PodDisruptionBudget vitrine"],
  },
  {
    path: "autoscaling.enabled",
    value: true,
    changes: ["- replicas: 1", "+ PodDisruptionBudget vitrine", "+ HorizontalPodAutoscaler vitrine"],
  },
  {
    path: "autoscaling.minReplicas",
    given: { autoscaling: { enabled: true } },
    value: 3,
    changes: ["- minReplicas: 2", "+ minReplicas: 3"],
  },
  {
    path: "autoscaling.maxReplicas",
    given: { autoscaling: { enabled: true } },
    value: 6,
    changes: ["- maxReplicas: 4", "+ maxReplicas: 6"],
  },
  {
    path: "autoscaling.targetCPU",
    given: { autoscaling: { enabled: true } },
    value: 60,
    changes: [
      "- target: { type: Utilization, averageUtilization: 80 }",
      "+ target: { type: Utilization, averageUtilization: 60 }",
    ],
  },
  {
    path: "podDisruptionBudget.enabled",
    given: { replicas: 2 },
    value: false,
    changes: ["- PodDisruptionBudget vitrine"],
  },
  {
    path: "podDisruptionBudget.maxUnavailable",
    given: { replicas: 2 },
    value: "50%",
    changes: ["- maxUnavailable: 1", "+ maxUnavailable: 50%"],
  },
  {
    path: "topologySpread",
    value: ["kubernetes.io/hostname"],
    changes: [
      "- - topologyKey: topology.kubernetes.io/zone",
      "- maxSkew: 1",
      "- whenUnsatisfiable: ScheduleAnyway",
      "- labelSelector:",
      "- matchLabels:",
      "- app.kubernetes.io/name: vitrine",
      "- app.kubernetes.io/instance: vitrine",
      "- matchLabelKeys: [pod-template-hash]",
    ],
  },
  { path: "resources", value: { requests: { cpu: "2" } }, changes: ["- cpu: 100m", '+ cpu: "2"'] },
  {
    path: "temporarySpace",
    value: "1Gi",
    changes: ["- emptyDir: { sizeLimit: 256Mi }", "+ emptyDir: { sizeLimit: 1Gi }"],
  },
  {
    path: "terminationGracePeriodSeconds",
    value: 60,
    changes: ["- terminationGracePeriodSeconds: 30", "+ terminationGracePeriodSeconds: 60"],
  },
  { path: "podLabels", value: { team: "platform" }, changes: ["+ team: platform"] },
  { path: "podAnnotations", value: { "example.com/note": "yes" }, changes: ['+ example.com/note: "yes"'] },
  { path: "nodeSelector", value: { disk: "fast" }, changes: ["+ nodeSelector:", "+ disk: fast"] },
  {
    path: "tolerations",
    value: [{ key: "infra", operator: "Exists" }],
    changes: ["+ tolerations:", "+ - key: infra", "+ operator: Exists"],
  },
  { path: "affinity", value: { nodeAffinity: {} }, changes: ["+ affinity:", "+ nodeAffinity: {}"] },
  { path: "priorityClassName", value: "high", changes: ["+ priorityClassName: high"] },
  {
    path: "service.port",
    value: 8080,
    changes: [
      "- - { name: http, port: 80, targetPort: http }",
      "+ - { name: http, port: 8080, targetPort: http }",
    ],
  },
  {
    path: "service.annotations",
    value: { "example.com/note": "yes" },
    changes: ["+ annotations:", '+ example.com/note: "yes"'],
  },
  { path: "ingress.enabled", given: URL, value: true, changes: ["+ Ingress vitrine"] },
  { path: "ingress.className", given: INGRESS, value: "nginx", changes: ["+ ingressClassName: nginx"] },
  {
    path: "ingress.annotations",
    given: INGRESS,
    value: { "example.com/note": "yes" },
    changes: ["+ annotations:", '+ example.com/note: "yes"'],
  },
  {
    path: "ingress.tlsSecret",
    given: INGRESS,
    value: "portal-tls",
    changes: ["+ tls:", "+ - hosts: [portal.example.com]", "+ secretName: portal-tls"],
  },
  {
    path: "httpRoute.enabled",
    given: { ...URL, httpRoute: { parentRefs: GATEWAY } },
    value: true,
    changes: ["+ HTTPRoute vitrine"],
  },
  {
    path: "httpRoute.parentRefs",
    given: ROUTE,
    value: [{ name: "private" }],
    changes: ["- - name: public", "- namespace: gateways", "- sectionName: https", "+ - name: private"],
  },
  {
    path: "httpRoute.annotations",
    given: ROUTE,
    value: { "example.com/note": "yes" },
    changes: ["+ annotations:", '+ example.com/note: "yes"'],
  },
  { path: "networkPolicy.enabled", value: true, changes: ["+ NetworkPolicy vitrine"] },
  {
    path: "networkPolicy.from",
    given: POLICY,
    value: PEER,
    changes: ["+ from:", "+ - namespaceSelector:", "+ matchLabels:", "+ name: gateways"],
  },
  {
    path: "networkPolicy.metricsFrom",
    given: POLICY,
    value: PEER,
    changes: [
      "+ - ports: [{ port: probes }]",
      "+ from:",
      "+ - namespaceSelector:",
      "+ matchLabels:",
      "+ name: gateways",
    ],
  },
  {
    path: "networkPolicy.ports",
    given: POLICY,
    value: [443],
    changes: ["- - { port: 6443, protocol: TCP }"],
  },
  {
    path: "networkPolicy.egress",
    given: POLICY,
    value: [{ to: PEER }],
    changes: ["+ - to:", "+ - namespaceSelector:", "+ matchLabels:", "+ name: gateways"],
  },
  { path: "serviceMonitor.enabled", value: true, changes: ["+ ServiceMonitor vitrine"] },
  {
    path: "serviceMonitor.interval",
    given: { serviceMonitor: { enabled: true } },
    value: "1m",
    changes: ["- interval: 30s", "+ interval: 1m"],
  },
  {
    path: "serviceMonitor.labels",
    given: { serviceMonitor: { enabled: true } },
    value: { release: "prometheus" },
    changes: ["+ release: prometheus"],
  },
  { path: "prometheusRule.enabled", value: true, changes: ["+ PrometheusRule vitrine"] },
  {
    path: "prometheusRule.labels",
    given: { prometheusRule: { enabled: true } },
    value: { release: "prometheus" },
    changes: ["+ release: prometheus"],
  },
  { path: "dashboard.enabled", value: true, changes: ["+ ConfigMap vitrine-dashboard"] },
  {
    path: "dashboard.labels.grafana_dashboard",
    given: { dashboard: { enabled: true } },
    value: "yes",
    changes: ['- grafana_dashboard: "1"', '+ grafana_dashboard: "yes"'],
  },
];
