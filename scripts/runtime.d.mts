export const ROOT: string;
export function isSupportedNode(version?: string): boolean;
export function bundledNode(): string | null;
export function ensureNode(entry: string): Promise<void>;
export function onNpmEnd(callback: () => void): void;
