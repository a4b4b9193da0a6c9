// Prints the one-time link that makes the first owner; nothing once there is one.
const module: string = "@/lib/auth/setup-link";
const { setupLink } = (await import(module)) as { setupLink(): Promise<string | null> };

const link = await setupLink();
if (link) console.log(link);
process.exit(0);
