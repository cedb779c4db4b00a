/** Words that are written in one way only. The key is the word in lower case. */
const SPELLINGS: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ..."ACL AI AKS API AWS CA CDN CI CIDR CLI CPU CRD CSI DB DNS EC2 ECR ECS EKS ELB GCP GCS GKE GPU HTTP HTTPS".split(
      " ",
    ),
    ..."IAM ID IP JSON JWT K8s KMS LB LDAP LLM MFA ML MQ NAT NFS OCI OIDC PVC QA RBAC RDS REST S3 SA SAML SDK".split(
      " ",
    ),
    ..."SES SFTP SLA SMTP SNS SQL SQS SSH SSL SSO TCP TLS TTL UDP UI URI URL UUID VM VPC VPN WAF XML YAML".split(
      " ",
    ),
    ..."ClickHouse CockroachDB DynamoDB ElastiCache GitHub GitLab GraphQL InfluxDB MariaDB MongoDB MySQL".split(
      " ",
    ),
    ..."NoSQL OpenAPI OpenSearch PostgreSQL RabbitMQ ScyllaDB YugabyteDB".split(" "),
  ].map((word) => [word.toLowerCase(), word]),
);

/**
 * A kind, or a name with hyphens, in words: "NamespaceClaim" is "Namespace claim", "HTTPRoute" is "HTTP route",
 * "ai" is "AI", and "PostgreSQL" stays. A word that is all capitals stays so.
 */
export function humaniseKind(name: string): string {
  const words = name.split(/[-_.\s]+/).flatMap(splitWords);
  return words.map((word, index) => spell(word, index === 0)).join(" ");
}

function spell(word: string, first: boolean): string {
  const known = SPELLINGS[word.toLowerCase()];
  if (known) return known;
  if (/^[A-Z][A-Z0-9]+s?$/.test(word)) return word;
  const lower = word.toLowerCase();
  return first ? lower.charAt(0).toUpperCase() + lower.slice(1) : lower;
}

/** Known spellings are taken out whole first, so that "MyPostgreSQL" does not fall into "Postgre" and "SQL". */
function splitWords(name: string): string[] {
  const words: string[] = [];
  let rest = name;
  while (rest !== "") {
    const word = leadingWord(rest);
    words.push(word);
    rest = rest.slice(word.length);
  }
  return words;
}

/** The longest known spelling that ends where a word can end, else what camel case says. */
function leadingWord(text: string): string {
  const known = Object.values(SPELLINGS)
    .filter((spelling) => text.startsWith(spelling) && !/^[a-z0-9]/.test(text.slice(spelling.length)))
    .toSorted((a, b) => b.length - a.length)[0];
  if (known) return known;
  return /^(?:[A-Z]{2,}s(?![a-z])|[A-Z]+[0-9]*(?![a-z])|[A-Z]?[^A-Z]+|[A-Z])/.exec(text)?.[0] ?? text;
}
