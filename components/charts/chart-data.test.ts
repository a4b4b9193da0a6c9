import { describe, expect, it } from "vitest";
import {
  figureOf,
  formatCompact,
  formatDay,
  formatFigure,
  formatLongDay,
  formatSeconds,
  formatStep,
  formatTick,
  seriesColor,
} from "@/components/charts/chart-data";
import { formatCount } from "@/components/format/count";

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

  it("names weeks and months, and tells rates and times in words", () => {
    expect(formatStep("2026-11-02", "day")).toBe("Mon, 2 Nov 2026");
    expect(formatStep("2026-11-02", "week")).toBe("Week from 2 Nov 2026");
    expect(formatStep("2026-11-02", "month")).toBe("November 2026");
    const point = { day: "2026-11-02", rate: 0.875, time: 185 };
    expect(formatFigure(point, "rate", "percent")).toBe("88%");
    expect(formatFigure(point, "time", "seconds")).toBe("3 min 5 s");
    expect(formatFigure(point, "none", "percent")).toBe("–");
    expect(formatFigure(point, "none", "count")).toBe("0");
    expect([45, 120, 3_600, 7_810].map(formatSeconds)).toEqual(["45 s", "2 min", "1 h", "2 h 10 min"]);
    expect([30, 75, 150, 7_200].map((value) => formatTick(value, "seconds"))).toEqual([
      "30 s",
      "75 s",
      "2.5 min",
      "2 h",
    ]);
    expect(formatTick(0.5, "percent")).toBe("50%");
  });

  it("gives neighbouring series different colours and starts again after the last", () => {
    const colors = [0, 1, 2, 3, 4].map(seriesColor);
    expect(new Set(colors).size).toBe(5);
    expect(seriesColor(5)).toBe(colors[0]);
  });
});
