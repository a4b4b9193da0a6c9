import fc from "fast-check";
import { expect, test } from "vitest";
import { contrast, hexOr, mix, readable, readableOn } from "./colours";
import { lookVariables } from "./view/look";

const colour = fc
  .integer({ min: 0, max: 0xffffff })
  .map((value) => `#${value.toString(16).padStart(6, "0")}`);

test("contrast is that of WCAG", () => {
  expect(contrast("#000000", "#FFFFFF")).toBeCloseTo(21, 5);
  expect(contrast("#777777", "#FFFFFF")).toBeCloseTo(4.48, 2);
  expect(contrast("#123456", "#123456")).toBe(1);
});

test("text can be read on every background", () => {
  fc.assert(
    fc.property(colour, colour, (one, other) => {
      expect(contrast(readable(one, other), other)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(readableOn(other), other)).toBeGreaterThanOrEqual(4.5);
    }),
  );
});

test("a colour that can be read stays as it is", () => {
  expect(readable("#B45309", "#FFFFFF").toUpperCase()).toBe("#B45309");
});

test("mixing and falling back", () => {
  expect(mix("#000000", "#ffffff", 0.5)).toBe("#808080");
  expect(mix("#102030", "#ffffff", 1)).toBe("#102030");
  expect(hexOr("red", "#000000")).toBe("#000000");
  expect(hexOr("#B45309", "#000000")).toBe("#B45309");
});

test("text on the main colour is the owner's choice, and readable where none was made", () => {
  const look = {
    name: "",
    primary_color: "#FFE08A",
    text_color: "#123456",
    background_color: "#FFFFFF",
    position: "right",
    bubble_style: "rounded",
    welcome_message: "",
    input_placeholder: "",
    thinking_label: "",
    submit_label: "",
  } as const;
  expect(lookVariables(look)["--on-primary"]).toBe("#123456");
  expect(lookVariables({ ...look, text_color: "" })["--on-primary"]).toBe("#171717");
});
