// What the dashboard prints for a client, taken by its place, so that the tests run exactly that.
import {
  type ConnectionTarget,
  clientInstructions,
  KEY_PLACEHOLDER,
} from "@/components/mcp/client-instructions";

/** `<client>/<signIn or withKey>/<position among what can be copied>`. */
export type PrintedPlace = `${string}/${"signIn" | "withKey"}/${number}`;

/** Everything that can be copied, by its place. */
export function everythingPrinted(target: ConnectionTarget): Map<PrintedPlace, string> {
  const found = new Map<PrintedPlace, string>();
  for (const client of clientInstructions(target)) {
    for (const way of ["signIn", "withKey"] as const) {
      const copies = (client[way] ?? []).flatMap((step) => (step.kind === "copy" ? [step.code] : []));
      for (const [index, code] of copies.entries()) found.set(`${client.id}/${way}/${index}`, code);
    }
  }
  return found;
}

/** The command or file at a place of the dashboard. */
export function printed(place: PrintedPlace, target: { url: string; apiKey?: string }): string {
  const code = everythingPrinted({ apiKey: KEY_PLACEHOLDER, ...target }).get(place);
  if (code === undefined) throw new Error(`The dashboard prints nothing at ${place}.`);
  return code;
}

/** The words of a printed command, as a shell would split them. */
export function words(command: string): string[] {
  return [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? "",
  );
}

export interface PrintedServer {
  command: string;
  args: string[];
  env?: Record<string, string>;
}

/** The one server of a printed `mcpServers` file that starts a program. */
export function printedServer(place: PrintedPlace, target: { url: string; apiKey?: string }): PrintedServer {
  return JSON.parse(printed(place, target)).mcpServers.caramel;
}

/** What no machine can run, and why. Whatever else is printed is run by a test that names its place. */
export const NOT_RUN: Readonly<Record<PrintedPlace, string>> = {
  "claude/signIn/0": "is pasted into a page of claude.ai",
  "claude-desktop/signIn/1": "a path to look for",
  "claude-desktop/signIn/2": "a path to look for",
  "claude-desktop/withKey/0": "a path to look for",
  "claude-desktop/withKey/1": "a path to look for",
  "chatgpt/signIn/0": "is pasted into a page of chatgpt.com",
  "cursor/signIn/0": "Cursor has windows only",
  "vscode/signIn/0": "VS Code has windows only",
  "vscode/withKey/0": "VS Code has windows only",
  "inspector/signIn/0": "opens a page in which a person goes on",
  "inspector/signIn/1": "is pasted into that page",
};
