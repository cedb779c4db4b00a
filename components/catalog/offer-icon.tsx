"use client";

import {
  Activity,
  Archive,
  Bell,
  Box,
  Boxes,
  Brain,
  ChartLine,
  Cloud,
  Container,
  Cpu,
  Database,
  Factory,
  FileText,
  Folder,
  Gauge,
  GitBranch,
  Globe,
  HardDrive,
  KeyRound,
  Layers,
  Lock,
  type LucideIcon,
  Mail,
  MessageSquare,
  Network,
  Package,
  Rocket,
  Router,
  Search,
  Server,
  ServerCog,
  Settings,
  Shield,
  Table2,
  Terminal,
  ToggleRight,
  Users,
  Webhook,
  Workflow,
  Zap,
} from "lucide-react";
import { useState } from "react";
import { usePictureAllowed } from "#components/catalog/picture-hosts";
import { cn } from "#components/ui/cn";

/** The lucide icons that platforms need, of 1,700. Any other name shows the box. */
const icons: Record<string, LucideIcon> = {
  activity: Activity,
  archive: Archive,
  bell: Bell,
  box: Box,
  boxes: Boxes,
  brain: Brain,
  "chart-line": ChartLine,
  cloud: Cloud,
  container: Container,
  cpu: Cpu,
  database: Database,
  factory: Factory,
  "file-text": FileText,
  folder: Folder,
  gauge: Gauge,
  "git-branch": GitBranch,
  globe: Globe,
  "hard-drive": HardDrive,
  "key-round": KeyRound,
  layers: Layers,
  lock: Lock,
  mail: Mail,
  "message-square": MessageSquare,
  network: Network,
  package: Package,
  rocket: Rocket,
  router: Router,
  search: Search,
  server: Server,
  "server-cog": ServerCog,
  settings: Settings,
  shield: Shield,
  "table-2": Table2,
  terminal: Terminal,
  "toggle-right": ToggleRight,
  users: Users,
  webhook: Webhook,
  workflow: Workflow,
  zap: Zap,
};

/** The icon of an offer: a lucide name, or a picture that the page may load and that can fail to. Decoration: the title stands beside it. */
export function OfferIcon({ icon, className }: { icon: string; className?: string }) {
  const [broken, setBroken] = useState(false);
  const isPicture = usePictureAllowed(icon);
  const Icon = icons[icon] ?? Box;
  return (
    <span
      aria-hidden
      className={cn(
        "inline-flex size-9 shrink-0 items-center justify-center rounded-md border bg-background text-foreground [&_svg]:size-4.5",
        className,
      )}
    >
      {isPicture && !broken ? (
        // biome-ignore lint/performance/noImgElement: pictures come from anywhere; an optimizer would fetch them for us
        <img
          src={icon}
          alt=""
          loading="lazy"
          onError={() => setBroken(true)}
          className="size-5 object-contain"
        />
      ) : (
        <Icon strokeWidth={1.75} />
      )}
    </span>
  );
}
