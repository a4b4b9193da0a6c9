import { cn } from "@/lib/core/cn";

/** The mark alone. Its name stands beside it, so screen readers skip it. */
export function LogoMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={cn("size-6 shrink-0", className)}>
      <rect width="32" height="32" rx="8" fill="#b8721d" />
      <path
        d="M16 7.5c-5.2 0-9 3.3-9 7.7 0 2.5 1.2 4.6 3.2 6v3.6c0 .5.6.8 1 .5l3.1-2.5c.6.1 1.1.1 1.7.1 5.2 0 9-3.3 9-7.7s-3.8-7.7-9-7.7Z"
        fill="#fff7ec"
      />
      <path
        d="M11.8 15.9c1 1.7 2.5 2.5 4.2 2.5s3.2-.8 4.2-2.5"
        fill="none"
        stroke="#b8721d"
        strokeWidth="2.2"
        strokeLinecap="round"
      />
    </svg>
  );
}

/** Mark and name. */
export function Logo({ className }: { className?: string }) {
  return (
    <span className={cn("inline-flex items-center gap-2 font-semibold text-lg tracking-tight", className)}>
      <LogoMark />
      Caramel
    </span>
  );
}
