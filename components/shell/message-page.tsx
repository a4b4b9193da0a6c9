import type { ReactNode } from "react";
import { Logo } from "@/components/ui/logo";

export interface MessagePageProps {
  title: string;
  children: ReactNode;
  actions: ReactNode;
  /** Small print, such as the request id. */
  note?: ReactNode;
  /** The page stands inside `AppShell`, which has the logo and the main landmark already. */
  inShell?: boolean;
}

/** A whole page that says one thing: not found, an error, a link that has expired. */
export function MessagePage({ title, children, actions, note, inShell = false }: MessagePageProps) {
  const message = (
    <>
      <h1 className="font-semibold text-2xl tracking-tight">{title}</h1>
      <div className="mt-2 text-base text-muted-foreground">{children}</div>
      <div className="mt-6 flex flex-wrap gap-2">{actions}</div>
      {note && <div className="mt-8 border-t pt-4 text-muted-foreground text-xs">{note}</div>}
    </>
  );
  if (inShell) return <div className="mx-auto max-w-md py-16">{message}</div>;
  return (
    <main id="content" className="mx-auto flex min-h-[70dvh] max-w-md flex-col justify-center px-6 py-16">
      <Logo className="mb-8" />
      {message}
    </main>
  );
}
