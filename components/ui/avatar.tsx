import { cva, type VariantProps } from "class-variance-authority";
import { initialsOf } from "@/components/ui/initials";
import { cn } from "@/lib/core/cn";

const avatarVariants = cva(
  "grid shrink-0 select-none place-content-center overflow-hidden bg-primary-subtle font-semibold text-link before:content-[attr(data-initials)]",
  {
    variants: {
      size: { sm: "size-5 text-[9px]", default: "size-7 text-2xs", lg: "size-10 text-sm" },
      shape: { round: "rounded-full", square: "rounded-md" },
    },
    defaultVariants: { size: "default", shape: "round" },
  },
);

export interface AvatarProps extends VariantProps<typeof avatarVariants> {
  /** The name stands beside the avatar in the text, so the avatar itself is hidden from screen readers. */
  name: string;
  className?: string;
}

/** The initials of a person, organisation or client. Drawn by CSS, so that they are no part of any accessible name. */
export function Avatar({ name, size, shape, className }: AvatarProps) {
  return (
    <span
      data-slot="avatar"
      data-initials={initialsOf(name)}
      aria-hidden
      className={cn(avatarVariants({ size, shape }), className)}
    />
  );
}
