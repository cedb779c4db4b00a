/** Where each program of the local stack comes from. Versions are pinned in demo/programs/<folder>/go.mod. */
import type { ProgramName } from "#demo/local-stack/types";

/** A prebuilt program on the web. */
export interface Release {
  url: string;
  /** Either known here, or published beside the release in a file of `<hex>  <file name>` lines or of the hex alone. */
  checksum: { algorithm: "sha256" | "sha512" } & ({ hex: string } | { url: string });
  /** The file in the `.tar.gz` archive; absent when the download is the program itself. */
  member?: string;
}

export interface Program {
  /** Folder under demo/programs with the go.mod. */
  folder: string;
  /** The Go module whose folder holds the program's CRDs and manifests. */
  module: string;
  /** The Go package to build; `.` is the one in the folder itself. */
  package: string;
  buildFlags: string[];
  /** A person waits for these before anything can be used: built at full priority. */
  first: boolean;
  /** Only a benchmark runs it. */
  benchOnly?: boolean;
  /** Only the full demo runs it, and tests. */
  fullOnly?: boolean;
  /** Only tests run it, and the commands of the repository. */
  testsOnly?: boolean;
  /** The release for an operating system and architecture (as Node names them), where there is one. */
  release?: (platform: string, arch: string) => Release | undefined;
}

const KUBERNETES = "v1.34.4";
const VERSION = [
  ["gitVersion", KUBERNETES],
  ["gitMajor", "1"],
  ["gitMinor", "34"],
].map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`);

// v2.0 never watches the XRs of a kind, and v2.1 those of claims, where it fails to begin with it, as while their CRD is
// only about to be served: none is composed from then on. https://github.com/crossplane/crossplane/issues/6884
const CROSSPLANE = "v2.2.1";
const GITEA = "1.26.1";
const HELM = "v3.22.0";
// As in a release: without these, helm assumes Kubernetes 1.20, which charts refuse.
const HELM_VERSIONS = [
  ["internal/version.version", HELM],
  ["pkg/chartutil.k8sVersionMajor", "1"],
  ["pkg/chartutil.k8sVersionMinor", "34"],
].map(([name, value]) => `-X helm.sh/helm/v3/${name}=${value}`);

const GO_ARCH: Record<string, string> = { x64: "amd64", arm64: "arm64" };

// The newest 1.34 of https://github.com/kubernetes-sigs/controller-tools/blob/main/envtest-releases.yaml
const ENVTEST = "v1.34.1";
const ENVTEST_SHA512: Record<string, string> = {
  "linux-amd64":
    "c5e7c237ae18a8c65d0df1214b864ecd19aa9ff4f1383dbd477c202546d778c0f74efe15750ec38f57d8de26ba17cd62f404446cdd3c975399a5d4589de35cdd",
  "linux-arm64":
    "bf13d2456183e66d084e28e1c9eed6a408fb77a06d8d1fd0461a7d9bc0c90b63d29ea67870b28f80d1f992acb026007d6f43987753c859c81d6a78bc1ca2c903",
  "darwin-amd64":
    "d9e0464dc1708c36ab41147b5e364c8b8e201eafc14c299dcbe58ebeaa82c651b8e834647167a951ded8c6d08c616aadbae1673a54743f9c8fa15a278c78c0c0",
  "darwin-arm64":
    "43d7c10b74100d20044df7c73be03e26f8243a9cb7c1d3035e581ee7bb0c7ffcaf759b9e182186b5bb2f47d1608835414ca443181a02d9ecb6c9cf04b43e3809",
};

/** The controller-tools archive holds etcd, kube-apiserver and kubectl. */
function findEnvtest(member: string): Program["release"] {
  return (platform, arch) => {
    const target = `${platform}-${GO_ARCH[arch]}`;
    const hex = ENVTEST_SHA512[target];
    if (!hex) return undefined;
    const url = `https://github.com/kubernetes-sigs/controller-tools/releases/download/envtest-${ENVTEST}/envtest-${ENVTEST}-${target}.tar.gz`;
    return { url, checksum: { algorithm: "sha512", hex }, member: `controller-tools/envtest/${member}` };
  };
}

/** Kubernetes publishes its servers for Linux only. */
function findKubernetes(name: string): Program["release"] {
  return (platform, arch) => {
    if (platform !== "linux" || !GO_ARCH[arch]) return undefined;
    const url = `https://dl.k8s.io/${KUBERNETES}/bin/linux/${GO_ARCH[arch]}/${name}`;
    return { url, checksum: { algorithm: "sha512", url: `${url}.sha512` } };
  };
}

function findVersitygw(platform: string, arch: string): Release | undefined {
  const system: Record<string, string> = { linux: "Linux", darwin: "Darwin" };
  const machine: Record<string, string> = { x64: "x86_64", arm64: "arm64" };
  if (!system[platform] || !machine[arch]) return undefined;
  const name = `versitygw_v1.8.0_${system[platform]}_${machine[arch]}`;
  const base = "https://github.com/versity/versitygw/releases/download/v1.8.0";
  const checksum = { algorithm: "sha256" as const, url: `${base}/checksums.txt` };
  return { url: `${base}/${name}.tar.gz`, checksum, member: `${name}/versitygw` };
}

/** Crossplane's servers and its command line, which upstream calls crank. */
function findCrossplane(name: string): Program["release"] {
  return (platform, arch) => {
    if (!["linux", "darwin"].includes(platform) || !GO_ARCH[arch]) return undefined;
    const url = `https://releases.crossplane.io/stable/${CROSSPLANE}/bin/${platform}_${GO_ARCH[arch]}/${name}`;
    return { url, checksum: { algorithm: "sha256", url: `${url}.sha256` } };
  };
}

function findGitea(platform: string, arch: string): Release | undefined {
  const system: Record<string, string> = { linux: "linux", darwin: "darwin-10.12" };
  if (!system[platform] || !GO_ARCH[arch]) return undefined;
  const url = `https://dl.gitea.com/gitea/${GITEA}/gitea-${GITEA}-${system[platform]}-${GO_ARCH[arch]}`;
  return { url, checksum: { algorithm: "sha256", url: `${url}.sha256` } };
}

function findHelm(platform: string, arch: string): Release | undefined {
  if (!["linux", "darwin"].includes(platform) || !GO_ARCH[arch]) return undefined;
  const target = `${platform}-${GO_ARCH[arch]}`;
  const url = `https://get.helm.sh/helm-${HELM}-${target}.tar.gz`;
  return { url, checksum: { algorithm: "sha256", url: `${url}.sha256sum` }, member: `${target}/helm` };
}

// Without paths and version control in it, a build is the same wherever this repository lies.
const REPRODUCIBLE = ["-buildvcs=false", "-trimpath", "-ldflags"];
const STRIPPED = [...REPRODUCIBLE, "-s -w"];
const KUBERNETES_FLAGS = [...REPRODUCIBLE, ["-s -w", ...VERSION].join(" ")];

const controlPlane = { folder: "control-plane", first: false };
const kratix = {
  folder: "kratix",
  module: "github.com/syntasso/kratix",
  buildFlags: STRIPPED,
  first: false,
};

const crossplane = {
  folder: "crossplane",
  module: "github.com/crossplane/crossplane/v2",
  // As in a release: packages say which versions they work with.
  buildFlags: [
    ...REPRODUCIBLE,
    `-s -w -X github.com/crossplane/crossplane/v2/internal/version.version=${CROSSPLANE}`,
  ],
  first: false,
};

/** In the order in which a person waits for them, which is the order they are built in. */
export const PROGRAMS: Record<ProgramName, Program> = {
  etcd: {
    ...controlPlane,
    module: "go.etcd.io/etcd/server/v3",
    package: "go.etcd.io/etcd/server/v3",
    buildFlags: STRIPPED,
    first: true,
    release: findEnvtest("etcd"),
  },
  "kube-apiserver": {
    ...controlPlane,
    module: "k8s.io/kubernetes",
    package: "k8s.io/kubernetes/cmd/kube-apiserver",
    buildFlags: KUBERNETES_FLAGS,
    first: true,
    release: findEnvtest("kube-apiserver"),
  },
  "kube-controller-manager": {
    ...controlPlane,
    module: "k8s.io/kubernetes",
    package: "k8s.io/kubernetes/cmd/kube-controller-manager",
    buildFlags: KUBERNETES_FLAGS,
    release: findKubernetes("kube-controller-manager"),
  },
  "yaml-reader": {
    folder: "yaml-reader",
    module: "sigs.k8s.io/yaml",
    package: ".",
    buildFlags: STRIPPED,
    first: false,
  },
  gitea: {
    folder: "gitea",
    module: "code.gitea.io/gitea",
    package: "code.gitea.io/gitea",
    // Its default database needs a C compiler and these tags.
    buildFlags: ["-tags", "sqlite sqlite_unlock_notify", ...REPRODUCIBLE, `-s -w -X main.Version=${GITEA}`],
    first: false,
    fullOnly: true,
    release: findGitea,
  },
  kratix: { ...kratix, package: "." },
  "work-creator": { ...kratix, package: "github.com/syntasso/kratix/work-creator/pipeline/cmd" },
  versitygw: {
    folder: "versitygw",
    module: "github.com/versity/versitygw",
    package: "github.com/versity/versitygw/cmd/versitygw",
    buildFlags: STRIPPED,
    first: false,
    release: findVersitygw,
  },
  kwok: {
    folder: "kwok",
    module: "sigs.k8s.io/kwok",
    package: "sigs.k8s.io/kwok/cmd/kwok",
    buildFlags: STRIPPED,
    first: false,
  },
  crossplane: {
    ...crossplane,
    package: "github.com/crossplane/crossplane/v2/cmd/crossplane",
    release: findCrossplane("crossplane"),
  },
  "crossplane-rbac": { ...crossplane, package: "." },
  "kube-scheduler": {
    ...controlPlane,
    module: "k8s.io/kubernetes",
    package: "k8s.io/kubernetes/cmd/kube-scheduler",
    buildFlags: KUBERNETES_FLAGS,
    release: findKubernetes("kube-scheduler"),
  },
  "crossplane-cli": {
    ...crossplane,
    package: "github.com/crossplane/crossplane/v2/cmd/crank",
    benchOnly: true,
    release: findCrossplane("crank"),
  },
  kro: {
    folder: "kro",
    module: "github.com/kubernetes-sigs/kro",
    package: "github.com/kubernetes-sigs/kro/cmd/controller",
    buildFlags: STRIPPED,
    first: false,
    fullOnly: true,
  },
  "provider-kubernetes": {
    folder: "provider-kubernetes",
    module: "github.com/crossplane-contrib/provider-kubernetes",
    package: ".",
    buildFlags: STRIPPED,
    first: false,
    fullOnly: true,
  },
  argocd: {
    folder: "argocd",
    module: "github.com/argoproj/argo-cd/v3",
    package: "github.com/argoproj/argo-cd/v3/cmd",
    // Its socket belongs into the folder that it is started in: several may run on one machine.
    buildFlags: [
      ...REPRODUCIBLE,
      "-s -w -X github.com/argoproj/argo-cd/v3/util/askpass.SocketPath=ask-pass.sock",
    ],
    first: false,
    fullOnly: true,
  },
  redis: {
    folder: "redis",
    module: "github.com/alicebob/miniredis/v2",
    package: ".",
    buildFlags: STRIPPED,
    first: false,
    fullOnly: true,
  },
  helm: {
    folder: "helm",
    module: "helm.sh/helm/v3",
    package: "helm.sh/helm/v3/cmd/helm",
    buildFlags: [...REPRODUCIBLE, ["-s -w", ...HELM_VERSIONS].join(" ")],
    first: false,
    testsOnly: true,
    release: findHelm,
  },
};

export const PROGRAM_NAMES = Object.keys(PROGRAMS).filter((name): name is ProgramName => name in PROGRAMS);

/** What the tests run. */
export const TEST_PROGRAM_NAMES = PROGRAM_NAMES.filter((name) => !PROGRAMS[name].benchOnly);

/** What the full demo runs. */
export const FULL_DEMO_PROGRAM_NAMES = TEST_PROGRAM_NAMES.filter((name) => !PROGRAMS[name].testsOnly);

/** What the demo itself runs. */
export const DEMO_PROGRAM_NAMES = FULL_DEMO_PROGRAM_NAMES.filter((name) => !PROGRAMS[name].fullOnly);
