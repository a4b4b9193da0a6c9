import { describe, expect, it } from "vitest";
import {
  figureOf,
  formatCompact,
  formatCount,
  formatDay,
  formatLongDay,
  seriesColor,
} from "@/components/charts/chart-data";

describe("chart data", () => {
  it("shows a day as the day in UTC, wherever the reader is", () => {
    expect(formatDay("2026-11-01")).toBe("1 Nov");
    expect(formatLongDay("2026-11-01")).toBe("Sun, 1 Nov 2026");
    expect(formatDay("total")).toBe("total");
  });

  it("writes figures with separators, and short on axes", () => {
    expect(formatCount(71686)).toBe("71,686");
    expect(formatCompact(6000)).toBe("6K");
  });

  it("counts a missing figure as 0", () => {
    expect(figureOf({ day: "2026-11-01", web: 3 }, "web")).toBe(3);
    expect(figureOf({ day: "2026-11-01" }, "web")).toBe(0);
  });

  it("gives neighbouring series different colours and starts again after the last", () => {
    const colors = [0, 1, 2, 3, 4].map(seriesColor);
    expect(new Set(colors).size).toBe(5);
    expect(seriesColor(5)).toBe(colors[0]);
  });
});
