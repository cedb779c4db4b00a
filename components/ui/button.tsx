"use client";

import { cva, type VariantProps } from "class-variance-authority";
import { Slot } from "radix-ui";
import { type ComponentProps, isValidElement, type MouseEvent, type ReactNode } from "react";
import { cn } from "#components/ui/cn";
import { Tooltip } from "#components/ui/tooltip";

export const buttonVariants = cva(
  [
    "inline-flex shrink-0 select-none items-center justify-center gap-2 whitespace-nowrap rounded-md font-medium",
    "transition-colors aria-disabled:cursor-not-allowed aria-busy:cursor-progress",
    "[&_svg]:size-4 [&_svg]:shrink-0",
  ],
  {
    variants: {
      variant: {
        /** The next step. One a page. Its words are never cut: where they are too long for a line, they take two. */
        primary:
          "max-w-full whitespace-normal text-center [overflow-wrap:anywhere] bg-primary text-primary-foreground hover:bg-primary-hover aria-disabled:bg-muted aria-disabled:text-muted-foreground",
        secondary:
          "border border-input bg-card text-foreground hover:bg-muted aria-disabled:border-border aria-disabled:bg-transparent aria-disabled:text-muted-foreground",
        ghost:
          "text-foreground hover:bg-muted aria-disabled:bg-transparent aria-disabled:text-muted-foreground",
        danger:
          "border border-fail bg-card text-fail hover:bg-fail-tint aria-disabled:border-border aria-disabled:bg-transparent aria-disabled:text-muted-foreground",
        link: "rounded-sm text-primary underline-offset-4 hover:underline",
      },
      size: {
        md: "min-h-control px-3.5 py-1.5 text-base",
        sm: "h-7 px-2.5 text-sm pointer-coarse:h-control",
        icon: "size-control",
        "icon-sm": "size-7 pointer-coarse:size-control",
        inline: "h-auto p-0 text-[length:inherit]",
      },
    },
    defaultVariants: { variant: "secondary", size: "md" },
  },
);

export interface ButtonProps
  extends Omit<ComponentProps<"button">, "disabled">,
    VariantProps<typeof buttonVariants> {
  /** Renders the child (a link) with the button's looks. */
  asChild?: boolean;
  /** Why the button is disabled. The button stays focusable and shows the reason on hover and focus. */
  disabledReason?: string | undefined;
  /** The press is being carried out; pressing again does nothing. */
  pending?: boolean;
}

// A link that must not be followed is drawn as a button with the link's label.
function childrenOf(link: ReactNode): ReactNode {
  return isValidElement<{ children?: ReactNode }>(link) ? link.props.children : link;
}

/** The one button. It is never disabled without a reason: there is no `disabled`. */
export function Button({
  className,
  variant,
  size,
  asChild,
  disabledReason,
  pending,
  onClick,
  type,
  children,
  ...rest
}: ButtonProps) {
  const inert = Boolean(disabledReason) || pending;
  const Component = asChild && !inert ? Slot.Root : "button";
  const press = (event: MouseEvent<HTMLButtonElement>) => {
    if (inert) event.preventDefault();
    else onClick?.(event);
  };
  const button = (
    <Component
      type={asChild ? undefined : (type ?? "button")}
      aria-disabled={inert || undefined}
      aria-busy={pending || undefined}
      className={cn(buttonVariants({ variant, size }), className)}
      onClick={press}
      {...rest}
    >
      {asChild && inert ? childrenOf(children) : children}
    </Component>
  );
  return disabledReason ? <Tooltip text={disabledReason}>{button}</Tooltip> : button;
}
