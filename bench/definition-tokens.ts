// What the definitions of the tools cost an assistant before it has said a word.
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { buildCatalogue } from "@/lib/mcp/catalogue";
import { tools } from "@/lib/mcp/tools/registry";
import type { Part } from "./results";

export interface DefinitionCost {
  name: string;
  /** Tokens of name, description and input schema as JSON, which is what hosts pass on to a model. */
  tokens: number;
}

/** Of every tool, as listed on an endpoint that spans projects, the most expensive first. */
export function definitionTokens(): DefinitionCost[] {
  return buildCatalogue(tools)
    .entries.map(({ listed }) => {
      const { name, description, inputSchema } = listed.projects.callable;
      return { name, tokens: countTokens(JSON.stringify({ name, description, input_schema: inputSchema })) };
    })
    .toSorted((a, b) => b.tokens - a.tokens);
}

export function averageTokens(costs: readonly DefinitionCost[]): number {
  return costs.reduce((sum, { tokens }) => sum + tokens, 0) / costs.length;
}

/** The part that `npm run bench -- tokens` prints. */
export function benchTokens(): Part {
  const costs = definitionTokens();
  return {
    title: "Definitions of the tools",
    text: "Name, description and input schema of each tool as an endpoint for several projects lists it, in tokens of o200k_base.",
    goals: [
      {
        what: `definition of a tool, on average over ${costs.length}`,
        goal: "at most 150 tokens",
        measured: `${Math.round(averageTokens(costs))} tokens`,
      },
    ],
    tables: [definitionTable()],
  };
}

/** Every tool with what its definition costs. */
export function definitionTable(): string {
  const costs = definitionTokens();
  const total = costs.reduce((sum, { tokens }) => sum + tokens, 0);
  return [
    "| tool | tokens |",
    "| --- | ---: |",
    ...costs.map(({ name, tokens }) => `| ${name} | ${tokens} |`),
    `| ${costs.length} tools, together | ${total} |`,
    `| on average | ${Math.round(averageTokens(costs))} |`,
  ].join("\n");
}
