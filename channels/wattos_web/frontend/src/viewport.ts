// On small screens the chat fills what the soft keyboard leaves visible.

const SMALL = matchMedia("(max-width: 480px), (max-height: 460px)");
let stop: (() => void) | null = null;

export function fitScreen(area: HTMLElement, open: boolean): void {
  stop?.();
  stop = null;
  const fit = (): void => {
    const full = open && SMALL.matches && area.dataset["mode"] === "floating";
    area.dataset["full"] = String(full);
    const frame = area.querySelector(".frame[role=dialog]");
    frame?.toggleAttribute("aria-modal", false);
    if (full) frame?.setAttribute("aria-modal", "true");
    const seen = window.visualViewport;
    area.style.setProperty("--seen-top", `${seen?.offsetTop ?? 0}px`);
    area.style.setProperty("--seen-height", `${seen?.height ?? window.innerHeight}px`);
  };
  fit();
  if (!open) return;
  const target = window.visualViewport ?? window;
  for (const name of ["resize", "scroll"]) target.addEventListener(name, fit);
  SMALL.addEventListener("change", fit);
  stop = () => {
    for (const name of ["resize", "scroll"]) target.removeEventListener(name, fit);
    SMALL.removeEventListener("change", fit);
  };
}
