import "server-only";
import { env } from "@/lib/core/env";

/** The Message-ID (RFC 5322 §3.6.4) of what is sent about one thing; the same thing, the same id. */
export function messageIdOf(id: string): string {
  return `<${id.replace(/[^A-Za-z0-9._-]/g, "-")}@${new URL(env.baseUrl).hostname}>`;
}
