import { BarController, BarElement, CategoryScale, Chart, Filler, Legend, LineController, LineElement, LinearScale, PointElement, Tooltip } from "chart.js";

Chart.register(BarController, BarElement, CategoryScale, Filler, Legend, LineController, LineElement, LinearScale, PointElement, Tooltip);

type Series = { label: string; values: number[] };

// <canvas data-chart="bar" data-series='{"labels": […], "series": [{"label": …, "values": […]}]}'>
function draw(canvas: HTMLCanvasElement): void {
  const given = JSON.parse(canvas.dataset.series!) as { labels: string[]; series: Series[] };
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const palette = ["--tblr-primary", "--tblr-yellow", "--tblr-red", "--tblr-purple"].map(colour);
  // A canvas knows no CSS variables or mixed colours: take what the page resolved.
  const ink = getComputedStyle(canvas).color;
  const faint = "rgba(128, 128, 128, 0.25)";
  new Chart(canvas, {
    type: canvas.dataset.chart as "bar" | "line",
    data: {
      labels: given.labels,
      datasets: given.series.map((one, index) => ({
        label: one.label,
        data: one.values,
        backgroundColor: palette[index % palette.length],
        borderColor: palette[index % palette.length],
        borderRadius: 3,
        borderWidth: canvas.dataset.chart === "line" ? 2 : 0,
        pointRadius: 0,
        tension: 0.25,
        maxBarThickness: 28,
      })),
    },
    options: {
      animation: false,
      maintainAspectRatio: false,
      plugins: { legend: { display: given.series.length > 1, labels: { color: ink, boxWidth: 12 } } },
      scales: {
        x: { stacked: true, grid: { display: false }, ticks: { color: ink, maxRotation: 0, autoSkipPadding: 16 } },
        y: { stacked: canvas.dataset.chart === "bar", beginAtZero: true, ticks: { color: ink, precision: 0, maxTicksLimit: 5 }, grid: { color: faint } },
      },
    },
  });
}

function drawAll(root: ParentNode): void {
  root.querySelectorAll<HTMLCanvasElement>("canvas[data-chart]").forEach((canvas) => {
    if (!Chart.getChart(canvas)) draw(canvas);
  });
}
document.addEventListener("DOMContentLoaded", () => drawAll(document));
document.addEventListener("htmx:load", (event) => drawAll(event.target as ParentNode));
