import { spawn } from "node:child_process";

/**
 * The program that shows a page, with its arguments. There is no shell in between, so nothing in an address can become
 * a command (CVE-2025-6514).
 * @throws Error the address is neither http nor https
 */
export function browserCommand(
  address: URL,
  platform: NodeJS.Platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
): [string, ...string[]] {
  if (address.protocol !== "https:" && address.protocol !== "http:") {
    throw new Error(`An address that starts with ${address.protocol} is not opened.`);
  }
  // Windows' own `start` is a word of its shell; this is what it calls.
  if (platform === "win32") return ["rundll32.exe", "url.dll,FileProtocolHandler", address.href];
  // A list or a template is for xdg-open to understand.
  if (env.BROWSER && !/[\s:%]/.test(env.BROWSER)) return [env.BROWSER, address.href];
  return [platform === "darwin" ? "open" : "xdg-open", address.href];
}

/** Shows a page to the person; tells `onFailure` when there is no browser. */
export function openBrowser(address: URL, onFailure: (reason: string) => void): void {
  const [command, ...args] = browserCommand(address);
  const child = spawn(command, args, { stdio: "ignore", detached: true, shell: false });
  child.once("error", (error) => onFailure(error.message));
  child.once("exit", (code) => {
    if (code) onFailure(`${command} ended with ${code}`);
  });
  child.unref();
}
