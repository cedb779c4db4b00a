/** Categories of offers, and the words of kinds, API groups and fields that tell them. docs/offers.md lists them. */
import { lowerWords } from "#lib/schema/spelling";

/** A category that offers without annotations get. */
export interface Category {
  /** The heading in the catalog. */
  name: string;
  /** A lucide name that components/catalog/offer-icon.tsx knows. */
  icon: string;
  /** What one of its offers is, for a description. */
  noun: string;
}

interface CategoryWords extends Category {
  /** Words that tell the category wherever they stand. */
  strong: string;
  /** Words of kinds that tell it only where nothing else does: a `Cluster` is often one of databases. */
  weak?: string;
  /** Field names: two of them tell the category. */
  fields?: string;
}

/** Of equal claims, the first one wins. */
const CATEGORIES: readonly CategoryWords[] = [
  {
    name: "Databases",
    icon: "database",
    noun: "Database",
    strong:
      "database db sql nosql postgres postgresql cnpg mysql mariadb mongo mongodb mongodbcommunity redis valkey cache " +
      "memcached cassandra cockroachdb dynamodb elasticache rds aurora clickhouse influxdb neo4j couchbase oracle " +
      "scylladb yugabytedb tidb vitess elasticsearch opensearch snowflake warehouse",
    fields: "engine dbname databases database backup",
  },
  {
    name: "Messaging",
    icon: "message-square",
    noun: "Messaging service",
    strong:
      "kafka strimzi queue topic rabbitmq nats pulsar sqs sns pubsub mq amqp mqtt eventbus eventing broker stream " +
      "streaming messaging kinesis mail email smtp",
    fields: "partitions topics queues retention",
  },
  {
    name: "Storage",
    icon: "hard-drive",
    noun: "Storage",
    strong:
      "bucket storage s3 minio volume disk filesystem fileshare efs ebs nfs ceph rook longhorn snapshot backup velero " +
      "restore blob pvc",
    fields: "bucketname storageclass accessmodes volumesize",
  },
  {
    name: "Monitoring",
    icon: "activity",
    noun: "Monitoring resource",
    strong:
      "monitoring monitor prometheus alertmanager alert grafana dashboard log logging loki metric metrics trace tracing " +
      "tempo otel opentelemetry observability thanos datadog probe slo",
    fields: "alerts scrapeinterval scrapeconfigs receivers",
  },
  {
    name: "Security",
    icon: "shield",
    noun: "Security resource",
    strong:
      "secret certificate cert acme issuer vault password credential key kms policy kyverno gatekeeper iam rbac role " +
      "identity oidc keycloak permission",
    fields: "secretstoreref issuerref dnsnames roles",
  },
  {
    name: "Networking",
    icon: "network",
    noun: "Network resource",
    strong:
      "network networking vpc subnet route gateway ingress dns domain zone cdn firewall nat lb loadbalancer elb alb nlb " +
      "ip cidr proxy mesh istio cilium vpn endpoint tunnel",
    fields: "cidr cidrblock subnets hostnames routes",
  },
  {
    name: "AI and data",
    icon: "brain",
    noun: "AI service",
    strong:
      "ai ml llm gpu model inference training notebook jupyter kubeflow mlflow ray spark airflow flink vector embedding",
    fields: "model models gpus notebooks",
  },
  {
    name: "Delivery",
    icon: "git-branch",
    noun: "Delivery resource",
    strong:
      "pipeline tekton ci cd argo argoproj argocd flux fluxcd jenkins build registry repository git github gitlab helm " +
      "rollout deployment release terraform kustomization",
    fields: "repourl gitrepository targetrevision generators",
  },
  {
    name: "Environments",
    icon: "boxes",
    noun: "Environment",
    strong: "namespace environment tenant sandbox kubernetes k8s eks gke aks vcluster nodepool project",
    weak: "cluster team workspace account machine node",
    fields: "namespacename clustername nodecount nodepools",
  },
  {
    name: "Apps",
    icon: "rocket",
    noun: "App",
    strong: "app webapp application website frontend backend microservice function knative cronjob site",
    weak: "service runtime workload job web api container server vm component",
    fields: "image replicas port ports env containers host tag",
  },
];

interface Word {
  category: CategoryWords;
  strength: "strong" | "weak";
}

const WORDS: ReadonlyMap<string, Word> = new Map(
  CATEGORIES.flatMap((category) =>
    (["weak", "strong"] as const).flatMap((strength) =>
      splitList(category[strength]).map((word): [string, Word] => [word, { category, strength }]),
    ),
  ),
);

function splitList(words: string | undefined): string[] {
  return words === undefined ? [] : words.split(" ");
}

/** The words of an offer that can tell its category. */
export interface CategoryEvidence {
  /** The kind, else a name. */
  kind: string;
  group: string;
  tags: readonly string[];
  /** Names of its top-level fields. */
  fields: readonly string[];
}

/**
 * The category that an offer's own words tell, undefined where they tell none. The kind counts first, its last word
 * before the others ("DatabaseBackup" is a backup), then the tags, the API group, the words of the kind that say
 * little, and at last two fields.
 */
export function inferCategory({ kind, group, tags, fields }: CategoryEvidence): Category | undefined {
  const ofKind = wordsOf(kind).reverse();
  return (
    findWord(ofKind, "strong") ??
    findWord(tags.flatMap(wordsOf), "strong") ??
    findWord(wordsOf(group), "strong") ??
    findWord(ofKind, "weak") ??
    findByFields(fields)
  );
}

/**
 * The category with this name, or the one that a foreign name such as "Streaming & Messaging" tells.
 * @param options.wholeName true: only the name itself, or one word that tells it, so that "Cache systems" stays a
 * category of its author
 */
export function readCategory(name: string, { wholeName = false } = {}): Category | undefined {
  const small = name.trim().toLowerCase();
  const named = CATEGORIES.find((category) => category.name.toLowerCase() === small);
  if (named) return named;
  const words = wordsOf(name);
  return wholeName && words.length > 1 ? undefined : findWord(words, "strong");
}

function wordsOf(text: string): string[] {
  return lowerWords(text).split(/[^\p{L}\p{N}]+/u);
}

function findWord(words: readonly string[], strength: Word["strength"]): Category | undefined {
  return words.map(lookUp).find((word) => word?.strength === strength)?.category;
}

/** Also in the plural: `databases`. */
function lookUp(word: string): Word | undefined {
  return WORDS.get(word) ?? (word.endsWith("s") ? WORDS.get(word.slice(0, -1)) : undefined);
}

const FIELDS_THAT_TELL = 2;

function findByFields(fields: readonly string[]): Category | undefined {
  const names = new Set(fields.map((name) => name.toLowerCase()));
  return CATEGORIES.find(
    (category) => splitList(category.fields).filter((name) => names.has(name)).length >= FIELDS_THAT_TELL,
  );
}
