import { describe, expect, test } from "vitest";
import { clientInstructions, type InstructionStep, isReachableFromInternet } from "./client-instructions";

const target = { url: "https://caramel.example/mcp/projects/prj_1", apiKey: "cha_secret" };
const clients = clientInstructions(target);

const copies = (steps: readonly InstructionStep[] | null) =>
  (steps ?? []).flatMap((step) => (step.kind === "copy" ? [step] : []));

describe("every client", () => {
  test.each(clients)("$label is given the URL to copy, and its key only where it asks for one", (client) => {
    const signIn = copies(client.signIn).map((step) => step.code);
    expect(signIn.some((code) => code.includes(target.url))).toBe(true);
    expect(signIn.join()).not.toContain(target.apiKey);
    if (client.withKey === null) return expect(client.keyNote).toMatch(/no API keys/);
    const withKey = copies(client.withKey)
      .map((step) => step.code)
      .join("\n");
    expect(withKey).toContain(target.url);
    // VS Code keeps the key in its own storage and asks for it.
    expect(withKey).toContain(client.id === "vscode" ? "input:caramel-key" : target.apiKey);
  });

  test("configuration files are valid JSON", () => {
    const files = clients.flatMap((client) =>
      [...copies(client.signIn), ...copies(client.withKey)].filter((step) => step.name === "configuration"),
    );
    expect(files.length).toBeGreaterThan(4);
    for (const { code } of files) expect(() => JSON.parse(code)).not.toThrow();
  });
});

test.each(["mcp-remote", "claude-desktop"])(
  "the bridge of %s is told to accept plain http only where it must",
  (id) => {
    const argumentsFor = (url: string) =>
      JSON.stringify(clientInstructions({ ...target, url }).find((client) => client.id === id));
    expect(argumentsFor("http://caramel.lan:3000/mcp")).toContain("--allow-http");
    expect(argumentsFor("http://localhost:3000/mcp")).not.toContain("--allow-http");
    expect(argumentsFor("https://caramel.example/mcp")).not.toContain("--allow-http");
  },
);

test("Caramel's own bridge comes from the address it connects to", () => {
  const desktop = clients.find(({ id }) => id === "claude-desktop");
  const codes = [...copies(desktop?.signIn ?? null), ...copies(desktop?.withKey ?? null)].map(
    ({ code }) => code,
  );
  expect(codes[0]).toBe(`npx -y https://caramel.example/caramel-mcp.tgz login ${target.url}`);
  const files = codes
    .filter((code) => code.startsWith("{"))
    .map((code) => JSON.parse(code).mcpServers.caramel);
  const server = {
    command: "npx",
    args: ["-y", "https://caramel.example/caramel-mcp.tgz", "connect", target.url],
  };
  expect(files).toEqual([server, { ...server, env: { CARAMEL_API_KEY: target.apiKey } }]);
});

test("hosted assistants reach public https addresses only", () => {
  expect(isReachableFromInternet("https://caramel.example/mcp")).toBe(true);
  for (const url of [
    "http://caramel.example/mcp",
    "https://localhost:3000/mcp",
    "https://10.0.0.4/mcp",
    "https://172.20.1.1/mcp",
    "https://[::1]/mcp",
    "https://shop.local/mcp",
  ]) {
    expect(isReachableFromInternet(url), url).toBe(false);
  }
});
