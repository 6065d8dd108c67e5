// How much more fits into a field that says data-most: nothing that is typed or pasted is cut. What is
// too much is said below the field, and the browser does not send the form until it fits.

/** Share of the most that may be written from which what is left is told. */
const NEAR = 0.9;

type Field = HTMLInputElement | HTMLTextAreaElement;

const told = new WeakMap<Field, string>();
let made = 0;

/** Characters as the server counts them; a form sends a line's end as two. */
const lengthOf = (field: Field): number => [...field.value.trim().replace(/\r?\n/g, "\r\n")].length;

function words(left: number): string {
  const { room, tooLong } = document.body.dataset;
  const count = Math.abs(left).toLocaleString(document.documentElement.lang);
  return (left < 0 ? tooLong! : room!).replace("{n}", count);
}

/** The line below a field; made when it is first needed. */
function lineOf(field: Field): HTMLElement {
  const known = field.dataset.room ? document.getElementById(field.dataset.room) : null;
  if (known) return known;
  const line = document.createElement("p");
  line.className = "room";
  line.id = field.dataset.room = `room-${(made += 1)}`;
  field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} ${line.id}`.trim());
  field.after(line);
  return line;
}

/** Said aloud only where it begins to matter and where it changes sides, not at every letter. */
function announce(text: string): void {
  let status = document.querySelector<HTMLElement>("#room-status");
  if (!status) {
    status = document.createElement("p");
    status.id = "room-status";
    status.className = "visually-hidden";
    status.setAttribute("role", "status");
    document.body.append(status);
  }
  status.textContent = text;
}

function look(field: Field, typing: boolean): void {
  const most = Number(field.dataset.most);
  const left = most - lengthOf(field);
  const now = left < 0 ? "over" : left < most * (1 - NEAR) && typing ? "near" : "";
  field.setCustomValidity(left < 0 ? words(left) : "");
  const before = told.get(field) ?? "";
  told.set(field, now);
  if (!now && !before) return;
  field.classList.toggle("is-invalid", left < 0);
  const line = lineOf(field);
  line.textContent = now && words(left);
  line.dataset.state = now;
  if (typing && now && now !== before) announce(words(left));
}

function lookAtAll(root: ParentNode): void {
  for (const field of root.querySelectorAll<Field>("[data-most]")) look(field, false);
}

document.addEventListener("input", (event) => {
  const field = event.target as Field;
  if (field.dataset.most) look(field, true);
});
// The fields are empty once every listener has heard that the form is reset.
document.addEventListener("reset", (event) => setTimeout(() => lookAtAll(event.target as HTMLFormElement)));
document.addEventListener("htmx:afterSettle", (event) => lookAtAll(event.target as HTMLElement));
lookAtAll(document);
