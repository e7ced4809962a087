import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";

export function plot(element: HTMLElement, columns: Bonito.Observable<uPlot.AlignedData>) {
  const axis = { stroke: () => getComputedStyle(element).color, grid: { stroke: "#8884" }, ticks: { stroke: "#8884" } };
  const chart = new uPlot({
    width: element.clientWidth,
    height: 320,
    axes: [axis, axis],
    series: [{}, { label: "inside", stroke: "#d5602b" }, { label: "outside", stroke: "#2b8ad5" }],
  }, columns.value ?? [[]], element);
  columns.on((newest) => chart.setData(newest));
  new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: 320 })).observe(element);
}
