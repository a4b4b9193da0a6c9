import "server-only";
import type { Json } from "@/lib/core/json";

/**
 * An answer as short readable text: one `field: value` a line, lists with dashes, rows of a table on a line each, absent values left
 * out.
 * Text of several lines stands indented below its field.
 */
export function toText(value: Json): string {
  const lines: string[] = [];
  write(value, "", lines);
  return lines.join("\n");
}

function write(value: Json, indent: string, lines: string[]) {
  if (Array.isArray(value)) writeItems(value, indent, lines);
  else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value)) writeField(key, item, indent, lines);
  } else lines.push(`${indent}${scalar(value)}`);
}

function writeField(key: string, value: Json, indent: string, lines: string[]) {
  if (value === null) return;
  if (typeof value !== "object") {
    const text = scalar(value);
    if (!text.includes("\n")) lines.push(`${indent}${key}: ${text}`);
    else lines.push(`${indent}${key}:`, ...text.split("\n").map((line) => `${indent}  ${line}`));
  } else if (Array.isArray(value) && isPlain(value)) {
    lines.push(`${indent}${key}: ${value.length === 0 ? "none" : value.map(scalar).join(", ")}`);
  } else if (Array.isArray(value)) {
    lines.push(`${indent}${key} (${value.length}):`);
    writeItems(value, indent, lines);
  } else if (Object.keys(value).length === 0) {
    lines.push(`${indent}${key}: none`);
  } else {
    lines.push(`${indent}${key}:`);
    write(value, `${indent}  `, lines);
  }
}

function writeItems(items: Json[], indent: string, lines: string[]) {
  for (const item of items) {
    if (Array.isArray(item) && isPlain(item)) {
      lines.push(`${indent}- ${item.map(scalar).join(", ")}`);
      continue;
    }
    const start = lines.length;
    write(item, `${indent}  `, lines);
    const first = lines[start];
    if (first === undefined) lines.push(`${indent}- (empty)`);
    else lines[start] = `${indent}- ${first.slice(indent.length + 2)}`;
  }
}

/** Whether a list fits on a line. */
function isPlain(items: Json[]): boolean {
  return items.every((item) => item === null || typeof item !== "object");
}

function scalar(value: Json): string {
  if (value === true) return "yes";
  if (value === false) return "no";
  return String(value ?? "none");
}
