/** Field names as a person would write them. */

// Spelt as the industry writes them; a field's name keeps no capitals to tell them by.
const ACRONYMS = new Map(
  [
    "ACL API ARN AWS AZ CA CEL CIDR CNI CORS CPU CRD CSI DB DNS EC2 ECR EFS EKS FQDN GCP GID GPU GVK HA HPA HTML",
    "HTTP HTTPS IAM ID IO IOPS IP IPv4 IPv6 JSON JWT KMS LDAP MTLS NFS NIC OCI OIDC OS PDB PEM PVC QoS RAM",
    "RBAC RDS REST S3 SAML SAN SDK SLA SMTP SNI SQL SSD SSH SSL SSO TCP TLS TTL UDP UI UID URI URL UUID VLAN",
    "VM VPC VPN XML YAML PostgreSQL MySQL MongoDB GitHub GitLab GraphQL gRPC OAuth OAuth2",
  ]
    .join(" ")
    .split(" ")
    .map((word) => [word.toLowerCase(), word]),
);

// Two "words" by their capitals that are one by their meaning.
const JOINED =
  /(IPv[46]|OAuth2?|GitHub|GitLab|PostgreSQL|MySQL|MongoDB|GraphQL|gRPC|QoS|[A-Z]{2,}s(?![a-z]))/;

/**
 * `ingressClassName` → `Ingress class name`, `cpuLimit` → `CPU limit`, `dnsPolicy` → `DNS policy`. Any string in,
 * never an empty one out.
 */
export function humaniseName(name: string): string {
  const words = splitWords(name).map(spellWord);
  const [first, ...rest] = words;
  if (first === undefined) return name === "" ? "(empty name)" : name;
  const lead = first === first.toLowerCase() ? first.charAt(0).toUpperCase() + first.slice(1) : first;
  return [lead, ...rest].join(" ");
}

function spellWord(word: string): string {
  const small = word.toLowerCase();
  const single = small.endsWith("s") ? ACRONYMS.get(small.slice(0, -1)) : undefined;
  return ACRONYMS.get(small) ?? (single && `${single}s`) ?? small;
}

function splitWords(name: string): string[] {
  return name
    .split(JOINED)
    .flatMap((part) => (JOINED.test(part) ? [part] : splitCapitals(part)))
    .filter((word) => word !== "");
}

function splitCapitals(part: string): string[] {
  return part
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .split(/[\s._/-]+/);
}

/** A choice as a label: `gp3` stays, `highAvailability` and `HIGH_AVAILABILITY` are left as the API writes them. */
export function labelChoice(value: unknown): string {
  if (value === "") return "(empty)";
  return value === null ? "None" : String(value);
}
