export function generate(): boolean;
