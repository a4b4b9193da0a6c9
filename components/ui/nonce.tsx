"use client";

import { createContext, type ReactNode, useContext } from "react";

const NonceContext = createContext<string | undefined>(undefined);

declare global {
  var __webpack_nonce__: string | undefined;
}

/**
 * Hands the page's CSP nonce to the few places that must put a style element into the page. Scroll locking
 * (behind dialogs and menus) looks for it under the bundler's customary global name.
 */
export function NonceProvider({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  if (typeof window !== "undefined" && nonce) globalThis.__webpack_nonce__ = nonce;
  return <NonceContext value={nonce}>{children}</NonceContext>;
}

/** The nonce of the current page, if it has one. */
export function useNonce(): string | undefined {
  return useContext(NonceContext);
}
