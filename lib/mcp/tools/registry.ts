import "server-only";
import type { AnyTool } from "../define-tool";

/** Every tool of this installation. */
export const tools: readonly AnyTool[] = [];
