/** The local stack: real servers as plain processes on loopback, started together and stopped together. */
import type { DemoPart } from "#lib/api/types";

export type ProgramName =
  | "etcd"
  | "kube-apiserver"
  | "kube-controller-manager"
  | "kube-scheduler"
  | "kwok"
  | "kratix"
  | "work-creator"
  | "versitygw"
  | "crossplane"
  | "crossplane-rbac"
  | "crossplane-cli"
  | "argocd"
  | "redis"
  | "gitea"
  | "kro"
  | "provider-kubernetes"
  | "yaml-reader"
  | "helm";

export interface ProcessSpec {
  /** Names the log file too. */
  name: string;
  command: string;
  args: string[];
  env?: Record<string, string>;
  cwd?: string;
  /** Asked until true; the start fails when the process ends first or `timeoutSeconds` (default 60) pass. */
  ready: () => Promise<boolean>;
  timeoutSeconds?: number;
  /** Milliseconds after which it is killed where it was asked to end; the stack's own time by default. */
  graceMilliseconds?: number;
  /** Runs it as another user, which only root can. */
  user?: { uid: number; gid: number } | undefined;
  /** It gets the variables of `env` alone, and none of ours. */
  hasOwnEnvironment?: boolean;
}

/** A command that ends by itself. */
export interface CommandSpec {
  command: string;
  args: string[];
  env?: Record<string, string>;
  cwd?: string;
  /** Added to the process's niceness, so that work in the background leaves the processor to what a person waits for. */
  nice?: number;
}

export interface CommandResult {
  /** Exit code; 1 when a signal ended it. */
  code: number;
  /** What it wrote to standard output. */
  stdout: string;
  /** What it wrote to standard error. */
  stderr: string;
}

export interface RunningProcess {
  name: string;
  pid: number;
  logFile: string;
  /** Asks it to end, and kills it when it does not. */
  stop(): Promise<void>;
  /** Kills it at once, as a crash would. */
  kill(): Promise<void>;
}

/** What a part of the stack may use. Everything it starts or makes is stopped and removed with the stack. */
export interface Stack {
  /** A fresh folder of this start; removed at the end. */
  folder: string;
  /** Kubeconfig of the cluster's administrator. */
  kubeconfig: string;
  /** `https://127.0.0.1:<port>` of kube-apiserver. */
  apiServer: string;
  /** Go module folder of a program (for its CRDs and manifests). */
  moduleFolder(program: ProgramName): Promise<string>;
  /** Path of the executable: from a named folder, the cache, a release or a build. Shared between callers. */
  obtain(program: ProgramName): Promise<string>;
  start(spec: ProcessSpec): Promise<RunningProcess>;
  /** Runs a command to its end; it is killed with the stack. Throws only when it cannot be started. */
  run(spec: CommandSpec): Promise<CommandResult>;
  /** A free loopback port, not handed out twice. */
  freePort(): Promise<number>;
  /** Tells terminal and page how far a part is. */
  report(part: string, state: DemoPart["state"], detail: string): void;
  /** Called in reverse order when the stack stops. */
  onClose(close: () => Promise<void>): void;
  /** Aborted when the stack stops. */
  signal: AbortSignal;
}

/** Starts one part; resolves when it is ready. Parts are started side by side. */
export type StartPart = (stack: Stack) => Promise<void>;
