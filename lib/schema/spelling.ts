/**
 * Splits names of kinds and fields into words, and spells acronyms and product names as the industry does.
 */
import { memoize } from "#lib/schema/memoize";

const SPELLINGS: ReadonlyMap<string, string> = new Map(
  [
    "ACL ACME AD AI AKS ALB AMI AMQP API ARN ASCII ASG ASN AWS AZ BGP CA CDN CEL CI CIDR CLI CNAME CNI CORS CPU CRD",
    "CRL CSI CSR CSV CVE DB DHCP DNS DSN EBS EC2 ECR ECS EFS EIP EKS ELB ENI FC FIFO FQDN FTP GB GCE GCP GCS GID GKE",
    "GPU GVK HA HDD HPA HSTS HTML HTTP HTTPS IAM ID IMAP IO IOPS IP ISO JKS JSON JWKS JWT KB KMS LB LDAP LLM LRU LUN",
    "MAC MB MFA MIME ML MQ MQTT MTU MX NAT NFS NIC NLB NTP NUMA OCI OIDC OPA OS OTLP PDB PDF PEM PID PITR PKCS PKI PVC",
    "QA QPS RAID RAM RBAC RBD RDS REST RPC RPO RPS RSA RTO S3 SA SAML SAN SBOM SCM SCP SD SDK SES SFTP SHA SKU SLA SLI",
    "SLO SMTP SNI SNS SPIFFE SQL SQS SRV SSD SSE SSH SSL SSM SSO TB TCP TLS TPU TSDB TTL UDP UI UID URI URL UTC UTF UUID",
    "VLAN VM VPC VPN VXLAN WAF WAL WASM WWN XML YAML",
    "IPv4 IPv6 K8s QoS mTLS vCPU GiB KiB MiB TiB gRPC iSCSI NVMe eBPF OAuth OAuth2 NoSQL OpenAPI GraphQL",
    "AppArmor ArgoCD Azure Bitbucket Cassandra CephFS ClickHouse CockroachDB Crossplane Datadog DevOps DigitalOcean Docker",
    "DynamoDB ElastiCache Elasticsearch GitHub GitLab GlusterFS Grafana Helm InfluxDB Istio Kafka Keycloak Kratix",
    "Kubernetes Linux MariaDB MinIO MongoDB MySQL NATS OpenSearch OpenShift OpenStack Opsgenie Oracle PagerDuty Postgres",
    "PostgreSQL Prometheus Pushover RabbitMQ Redis ScaleIO ScyllaDB SELinux Slack Snowflake Telegram Terraform Thanos",
    "Valkey Vault VictorOps WeChat YugabyteDB",
  ]
    .join(" ")
    .split(" ")
    .map((word) => [word.toLowerCase(), word]),
);

/** Spellings that camel case would split, the longest first. */
const MIXED = [...SPELLINGS.values()]
  .filter((word) => /[a-z]/.test(word))
  .sort((a, b) => b.length - a.length);

// Grouped by first letter: one form splits thousands of names.
const MIXED_BY_LETTER = new Map(
  MIXED.map((word) => word.charAt(0).toLowerCase()).map((letter) => [
    letter,
    MIXED.filter((word) => word.toLowerCase().startsWith(letter)),
  ]),
);

/** Letters of the longest acronym. */
const LONGEST = 6;

/** Words without a plural: HA, AD and REST. */
const PLAIN = new Set(["has", "ads", "rests"]);

const isKnown = (word: string) => SPELLINGS.has(word.toLowerCase());

/** The industry's spelling of a word or its plural; undefined for other words. */
export function spellWord(word: string): string | undefined {
  const small = word.toLowerCase();
  if (PLAIN.has(small)) return undefined;
  const single = small.endsWith("s") ? SPELLINGS.get(small.slice(0, -1)) : undefined;
  return SPELLINGS.get(small) ?? (single && `${single}s`);
}

/** The words of a name in camel case, or separated by hyphens and the like, with their original capitals. */
export const splitWords = memoize((name): readonly string[] =>
  name.split(/[\s._/-]+/).flatMap(splitCamelCase),
);

/** The words in lower case with spaces: `passwordSecretRef` → `password secret ref`. */
export const lowerWords = memoize((name) => splitWords(name).join(" ").toLowerCase());

function splitCamelCase(part: string): string[] {
  const words: string[] = [];
  let rest = part;
  while (rest !== "") {
    const word = leadingWord(rest);
    words.push(...splitAcronyms(word));
    rest = rest.slice(word.length);
  }
  return words;
}

/**
 * A known spelling must end at the end of a word, so that "MyPostgreSQL" is not split into "Postgre" and
 * "SQL".
 */
function leadingWord(text: string): string {
  for (const word of MIXED_BY_LETTER.get(text.charAt(0).toLowerCase()) ?? []) {
    const found = startWith(text, word);
    if (found !== undefined) return found;
  }
  return /^(?:[A-Z]{2,}s(?![a-z])|[A-Z]+[0-9]*(?![a-z])|[A-Z]?[^A-Z]+|[A-Z])/.exec(text)?.[0] ?? text;
}

/** The spelling or its plural at the start of the text, also in camel case: `oAuth`, `gitHub`, `vCpus`. */
function startWith(text: string, word: string): string | undefined {
  const start = text.slice(0, word.length);
  if (start.toLowerCase() !== word.toLowerCase()) return undefined;
  const plural = /^s?(?![a-z0-9])/.exec(text.slice(word.length))?.[0];
  return plural === undefined ? undefined : start + plural;
}

/** "AWSEKS" is split because both acronyms are known; "IPAM" is not, because AM is unknown. */
function splitAcronyms(word: string): string[] {
  if (!/^[A-Z]+[0-9]*$/.test(word)) return [word];
  return findAcronyms(word) ?? [word];
}

function findAcronyms(capitals: string): string[] | undefined {
  if (isKnown(capitals)) return [capitals];
  for (let length = Math.min(capitals.length - 2, LONGEST); length >= 2; length -= 1) {
    const first = capitals.slice(0, length);
    const rest = isKnown(first) ? findAcronyms(capitals.slice(length)) : undefined;
    if (rest) return [first, ...rest];
  }
  return undefined;
}
