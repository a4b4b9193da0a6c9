import type { ReactNode } from "react";
import { BrowserTimeZone } from "@/components/format/time-zone";
import { Logo } from "@/components/ui/logo";
import { cn } from "@/lib/core/cn";

export interface AuthShellProps {
  title: ReactNode;
  description?: ReactNode;
  /** Below the card: "New here? Create an account". */
  footer?: ReactNode;
  /** `wide` for the consent screen. */
  width?: "narrow" | "wide";
  children: ReactNode;
}

/** Pages before the dashboard: sign-in, invitations, consent. */
export function AuthShell({ title, description, footer, width = "narrow", children }: AuthShellProps) {
  return (
    <div className="flex min-h-dvh flex-col items-center bg-sidebar px-4 py-10 sm:py-16">
      <header className="mb-8">
        <Logo className="text-xl" />
      </header>
      <main
        id="content"
        className={cn(
          "w-full rounded-xl border bg-card p-6 shadow-sm sm:p-8",
          width === "narrow" ? "max-w-sm" : "max-w-3xl",
        )}
      >
        <div className="mb-6 grid gap-1">
          <h1 className="font-semibold text-xl tracking-tight">{title}</h1>
          {description && <div className="text-muted-foreground text-base">{description}</div>}
        </div>
        {children}
      </main>
      <BrowserTimeZone known={undefined} />
      {footer && <footer className="mt-6 text-center text-muted-foreground text-sm">{footer}</footer>}
    </div>
  );
}
