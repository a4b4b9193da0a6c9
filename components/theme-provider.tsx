"use client";

import { ThemeProvider as Provider } from "next-themes";
import type { ReactNode } from "react";

/** Light, dark or the system's choice, set before the first paint by a script that carries the CSP nonce. */
export function ThemeProvider({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  return (
    <Provider
      attribute="class"
      defaultTheme="system"
      enableSystem
      disableTransitionOnChange
      storageKey="caramel-theme"
      {...(nonce ? { nonce } : {})}
    >
      {children}
    </Provider>
  );
}
