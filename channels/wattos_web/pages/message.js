// One answer on the page: grows while it streams, ends with its sources and a thumb.
import { link, render } from "/web/assets/markdown.js";
import { t } from "/web/assets/strings.js";

let count = 0;

function make(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

const SVG = "http://www.w3.org/2000/svg";
const THUMB = "M7 11v9H4v-9zM7 11l4-8c1.5 0 2.5 1 2.5 2.5V9h5a2 2 0 0 1 2 2.3l-1.2 7A2 2 0 0 1 17.3 20H7";

function thumb() {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", THUMB);
  drawing.append(path);
  return drawing;
}

export function personMessage(text) {
  const message = make("div", "message person");
  message.append(make("span", "unseen", `${t("you")}: `), text);
  return message;
}

export class AnswerMessage {
  constructor() {
    this.id = `answer-${(count += 1)}`;
    this.node = make("article", "message agent busy");
    this.node.setAttribute("aria-busy", "true");
    this.body = make("div", "body");
    this.node.append(this.body);
    this.text = "";
    this.citations = [];
    this.drawing = null;
  }

  /** Drop what was shown: the turn is answered anew. */
  restart() {
    this.text = "";
    this.citations = [];
    this.progress?.remove();
    this.progress = null;
    this.draw();
  }

  append(piece) {
    this.text += piece;
    this.drawing ??= requestAnimationFrame(() => this.draw());
  }

  showProgress({ message, done, total }) {
    this.progress ??= this.node.appendChild(make("div", "progress"));
    const bar = make("progress");
    if (total) {
      bar.max = total;
      bar.value = done;
    }
    this.progress.replaceChildren(make("span", "", message), ...(done || total ? [bar] : []));
  }

  showTool(tool, running, summary) {
    this.tool ??= this.node.appendChild(make("p", "tool"));
    this.tool.textContent = running ? `${tool} ${t("toolRuns")}` : summary;
  }

  finish({ text, citations }) {
    this.text = text;
    this.citations = citations;
    this.progress?.remove();
    this.settle();
    if (citations.length > 0) this.node.append(this.#sources());
  }

  fail(message, onAgain) {
    this.node.classList.add("failed");
    this.progress?.remove();
    this.settle();
    this.node.append(make("p", "error", message));
    const again = make("button", "quiet", t("again"));
    again.type = "button";
    again.addEventListener("click", () => { again.remove(); onAgain(); });
    this.node.append(again);
  }

  settle() {
    this.draw();
    this.node.classList.remove("busy");
    this.node.removeAttribute("aria-busy");
  }

  draw() {
    cancelAnimationFrame(this.drawing);
    this.drawing = null;
    this.body.replaceChildren(
      render(
        this.text,
        (number) => this.#marker(number),
        (number) => this.citations[number - 1]?.language ?? "",
      ),
    );
    this.onDraw?.();
  }

  #marker(number) {
    const marker = make("a", "marker", `[${number}]`);
    marker.href = `#${this.id}-source-${number}`;
    marker.title = this.citations[number - 1]?.title ?? `${t("source")} ${number}`;
    marker.addEventListener("click", (event) => {
      event.preventDefault();
      const source = document.getElementById(`${this.id}-source-${number}`);
      source?.classList.add("shown");
      source?.scrollIntoView({ block: "nearest" });
      source?.querySelector("a")?.focus();
    });
    return marker;
  }

  #sources() {
    const section = make("section", "sources");
    section.append(make("h3", "", t("sources")));
    const list = make("ol");
    this.citations.forEach((citation, index) => {
      const item = make("li");
      item.id = `${this.id}-source-${index + 1}`;
      const about = make("div");
      const title = citation.title || citation.url;
      about.append(link(citation.url, title));
      if (citation.page) about.append(`, ${t("page")} ${citation.page}`);
      about.append(make("blockquote", "", citation.quote));
      item.append(make("span", "", `[${index + 1}]`), about);
      list.append(item);
    });
    section.append(list);
    return section;
  }

  addSuggestions(suggestions, onChoose) {
    if (suggestions.length === 0) return;
    const row = make("div", "tools");
    for (const suggestion of suggestions) {
      const button = make("button", "suggestion", suggestion.label);
      button.type = "button";
      button.addEventListener("click", () => { row.remove(); onChoose(suggestion.text ?? suggestion.label); });
      row.append(button);
    }
    this.node.append(row);
  }

  addVerdict(onJudge, given = 0) {
    const row = make("div", "tools");
    const thanks = make("span", "thanks");
    thanks.setAttribute("role", "status");
    const buttons = [[1, "thumb", "helpful"], [-1, "thumb down", "notHelpful"]].map(([value, look, name]) => {
      const button = make("button", look);
      button.append(thumb());
      button.type = "button";
      button.setAttribute("aria-label", t(name));
      button.setAttribute("aria-pressed", String(given === value));
      button.addEventListener("click", async () => {
        await onJudge(value, null);
        buttons.forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
        thanks.textContent = t("thanks");
        row.querySelector(".comment")?.remove();
        if (value < 0) row.append(this.#comment((text) => onJudge(value, text), thanks));
      });
      return button;
    });
    row.append(...buttons, thanks);
    this.node.append(row);
  }

  #comment(onComment, thanks) {
    const form = make("form", "comment");
    const field = make("input");
    field.maxLength = 2000;
    field.placeholder = t("whatWasWrong");
    field.setAttribute("aria-label", t("whatWasWrong"));
    const button = make("button", "quiet", t("sendComment"));
    form.append(field, button);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (field.value.trim()) await onComment(field.value.trim());
      form.remove();
      thanks.textContent = t("thanks");
    });
    return form;
  }
}
