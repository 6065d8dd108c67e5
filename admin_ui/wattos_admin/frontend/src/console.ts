import htmx from "htmx.org";
import "./room";

declare global {
  interface Window {
    htmx: typeof htmx;
  }
}
window.htmx = htmx;
htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
htmx.config.allowScriptTags = false;
htmx.config.selfRequestsOnly = true;
htmx.config.scrollBehavior = "auto";
require("htmx-ext-sse");

// Every listener hangs on the document, so that what htmx brings later works too.
document.addEventListener("click", (event) => {
  const target = event.target as Element;
  const copy = target.closest<HTMLElement>("[data-copy]");
  if (copy) void copyText(copy);
  const fill = target.closest<HTMLElement>("[data-fill]");
  if (fill) fillAndSend(fill);
  const quote = target.closest<HTMLElement>("[data-opens]");
  if (quote) openPassage(quote);
  const closer = target.closest("[data-closes]");
  if (closer) closer.closest("dialog")?.close();
});

// A form that says data-confirm asks first; the dialog's own button sends it.
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target as HTMLFormElement;
    const question = form.dataset.confirm;
    if (!question || form.dataset.confirmed) return;
    event.preventDefault();
    event.stopPropagation();
    ask(question, form.dataset.confirmHint ?? "", () => {
      form.dataset.confirmed = "yes";
      form.requestSubmit();
      delete form.dataset.confirmed;
    });
  },
  true,
);

// A form that says data-keeps stays as it was filled in when it cannot be taken, and says why.
document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (form.dataset.keeps === undefined || event.defaultPrevented) return;
  event.preventDefault();
  void sendKept(form, event.submitter);
});

async function sendKept(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
  if (form.ariaBusy) return;
  form.ariaBusy = "true";
  form.querySelector("[data-fault]")?.remove();
  const body = new FormData(form, submitter);
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } });
    const next = answer.headers.get("HX-Redirect");
    if (next === null) {
      const html = await answer.text();
      if (!showFields(form, html)) showFault(form, html);
      return;
    }
    window.location.assign(next);
    if (next.includes("#")) window.location.reload();
  } catch {
    const said = document.createElement("p");
    said.className = "flash is-bad";
    said.textContent = document.body.dataset.unreachable!;
    showFault(form, said.outerHTML);
  } finally {
    form.ariaBusy = null;
  }
}

// A whole page that comes back says beside each field what is wrong: its form takes this one's place.
// Secrets, which no page sends back, stay as they were typed.
function showFields(form: HTMLFormElement, html: string): boolean {
  const page = new DOMParser().parseFromString(html, "text/html");
  const action = form.getAttribute("action");
  const said = [...page.querySelectorAll<HTMLFormElement>("main form")].find((one) => one.getAttribute("action") === action);
  if (!said) return false;
  for (const secret of form.querySelectorAll<HTMLInputElement>("input[type=password]")) {
    const again = said.querySelector<HTMLInputElement>(`[name="${secret.name}"]`);
    if (again) again.value = secret.value;
  }
  form.replaceWith(said);
  said.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  return true;
}

function showFault(form: HTMLFormElement, html: string): void {
  const fault = document.createElement("div");
  fault.dataset.fault = "";
  fault.tabIndex = -1;
  fault.className = "w-100";
  fault.innerHTML = html;
  form.prepend(fault);
  fault.focus();
}

function ask(question: string, hint: string, onYes: () => void): void {
  const dialog = document.querySelector<HTMLDialogElement>("#confirm");
  if (!dialog) return;
  dialog.querySelector("[data-question]")!.textContent = question;
  dialog.querySelector("[data-hint]")!.textContent = hint;
  dialog.onclose = () => {
    if (dialog.returnValue === "yes") onYes();
  };
  dialog.returnValue = "";
  dialog.showModal();
}

async function copyText(button: HTMLElement): Promise<void> {
  const source = document.querySelector<HTMLElement>(button.dataset.copy!)!;
  const text = source instanceof HTMLInputElement ? source.value : source.textContent ?? "";
  try {
    await navigator.clipboard.writeText(text.trim());
  } catch {
    // Without HTTPS browsers refuse the clipboard: select the text, the person copies it.
    window.getSelection()?.selectAllChildren(source);
    return;
  }
  const said = button.dataset.copied ?? "";
  const before = button.innerHTML;
  button.textContent = said;
  window.setTimeout(() => (button.innerHTML = before), 2000);
}

function fillAndSend(button: HTMLElement): void {
  const field = document.querySelector<HTMLInputElement>(button.dataset.fill!);
  if (!field) return;
  field.value = button.textContent!.trim();
  field.form?.requestSubmit();
}

function openPassage(marker: HTMLElement): void {
  const passage = document.getElementById(marker.dataset.opens!);
  if (!(passage instanceof HTMLDetailsElement)) return;
  passage.open = true;
  passage.scrollIntoView({ block: "nearest" });
  passage.querySelector<HTMLElement>("summary")?.focus();
}

// Files dropped on an upload field's frame are the field's files.
for (const type of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(type, (event) => {
    const zone = (event.target as Element).closest<HTMLElement>("[data-drop]");
    if (!zone) return;
    event.preventDefault();
    zone.classList.toggle("is-over", type === "dragover");
    const files = (event as DragEvent).dataTransfer?.files;
    if (type === "drop" && files?.length) {
      const field = zone.querySelector<HTMLInputElement>("input[type=file]")!;
      field.files = files;
      field.form?.requestSubmit();
    }
  });
}
document.addEventListener("change", (event) => {
  const field = event.target as HTMLInputElement;
  if (field.dataset.autosubmit !== undefined) field.form?.requestSubmit();
});

// A field that asked its question is empty again and ready for the next.
document.addEventListener("htmx:afterRequest", (event) => {
  const detail = (event as CustomEvent).detail;
  const form = detail.elt as HTMLElement;
  if (detail.successful && form instanceof HTMLFormElement && form.dataset.clears !== undefined) form.reset();
});

// On a phone the entries lie side by side: the current one is brought into sight.
document.querySelector(".side nav [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });

// The place that the address names may come after the page.
let wanted = window.location.hash.slice(1);
document.addEventListener("htmx:afterSettle", () => {
  const place = wanted ? document.getElementById(wanted) : null;
  if (!place) return;
  wanted = "";
  place.scrollIntoView();
});

// A session that ended meanwhile: the page itself asks for the sign-in.
document.addEventListener("htmx:responseError", (event) => {
  const status = (event as CustomEvent).detail.xhr.status;
  if (status === 401) window.location.reload();
});
