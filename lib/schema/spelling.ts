/** How names of kinds and fields fall into words, and the words that are written in one way only. */

const SPELLINGS: ReadonlyMap<string, string> = new Map(
  [
    "ACL AI AKS API ARN AWS AZ CA CDN CEL CI CIDR CLI CNI CORS CPU CRD CSI DB DNS EC2 ECR ECS EFS EKS ELB FQDN",
    "GCP GCS GID GKE GPU GVK HA HPA HTML HTTP HTTPS IAM ID IO IOPS IP IPv4 IPv6 JSON JWT K8s KMS LB LDAP LLM MFA",
    "ML MQ MTLS NAT NFS NIC OCI OIDC OS PDB PEM PVC QA QoS RAM RBAC RDS REST S3 SA SAML SAN SDK SES SFTP SLA SMTP",
    "SNI SNS SQL SQS SSD SSH SSL SSO TCP TLS TTL UDP UI UID URI URL UUID VLAN VM VPC VPN WAF XML YAML",
    "ClickHouse CockroachDB DynamoDB ElastiCache GitHub GitLab GraphQL gRPC InfluxDB MariaDB MongoDB MySQL NoSQL",
    "OAuth OAuth2 OpenAPI OpenSearch PostgreSQL RabbitMQ ScyllaDB YugabyteDB",
  ]
    .join(" ")
    .split(" ")
    .map((word) => [word.toLowerCase(), word]),
);

/** Those that camel case alone would take apart, the longest first. */
const MIXED = [...SPELLINGS.values()]
  .filter((word) => /[a-z]/.test(word))
  .sort((a, b) => b.length - a.length);

/** Letters of the longest acronym. */
const LONGEST = 5;

/** No plural of HA. */
const PLAIN = new Set(["has"]);

const isKnown = (word: string) => SPELLINGS.has(word.toLowerCase());

/** A word, or its plural, as the industry writes it; undefined for any other word. */
export function spellWord(word: string): string | undefined {
  const small = word.toLowerCase();
  if (PLAIN.has(small)) return undefined;
  const single = small.endsWith("s") ? SPELLINGS.get(small.slice(0, -1)) : undefined;
  return SPELLINGS.get(small) ?? (single && `${single}s`);
}

/** The words of a name in camel case, or with hyphens and the like between them, as they stand in it. */
export function splitWords(name: string): string[] {
  return name.split(/[\s._/-]+/).flatMap(splitCamelCase);
}

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

/** A known spelling that ends where a word can end, so that "MyPostgreSQL" does not fall into "Postgre" and "SQL". */
function leadingWord(text: string): string {
  const known = MIXED.find((word) => text.startsWith(word) && !/^[a-z0-9]/.test(text.slice(word.length)));
  if (known) return known;
  return /^(?:[A-Z]{2,}s(?![a-z])|[A-Z]+[0-9]*(?![a-z])|[A-Z]?[^A-Z]+|[A-Z])/.exec(text)?.[0] ?? text;
}

/** "AWSEKS" are two where all are known; "IPAM" is one, as there is no AM. */
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
