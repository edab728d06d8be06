// One key a decision. Keys press the buttons that are on the page, so there is nothing they do that a mouse does not. They are off in
// fields, with modifiers, and wherever somebody has switched them off (kept in this browser).

const SWITCH = "desk-keys";

/** Storage that may be missing or forbidden: then keys are on. */
const attempt = (action) => {
  try {
    return action();
  } catch {
    return null;
  }
};

const desk = document.querySelector("[data-desk]");
const dialog = document.getElementById("keys");
const rows = () => [...document.querySelectorAll("[data-row]")];
const isOn = () => attempt(() => localStorage.getItem(SWITCH)) !== "off";

/** Says on the buttons which key presses them, while one does. */
const label = () => {
  desk?.toggleAttribute("data-keys", isOn());
  for (const button of document.querySelectorAll("[data-key]")) {
    if (isOn()) button.setAttribute("aria-keyshortcuts", button.dataset.key);
    else button.removeAttribute("aria-keyshortcuts");
  }
};

/** The row that somebody is in, or whose words they have selected. */
const current = () => {
  const selection = window.getSelection();
  const selected = selection && !selection.isCollapsed ? selection.anchorNode?.parentElement?.closest("[data-row]") : null;
  return selected ?? document.activeElement?.closest("[data-row]");
};

const goTo = (row) => {
  row?.focus({ preventScroll: true });
  row?.scrollIntoView({ block: "nearest" });
};

const step = (by) => {
  const all = rows();
  const here = document.activeElement?.closest("[data-row]");
  if (here) goTo(all[all.indexOf(here) + by]);
  else goTo(by > 0 ? all[0] : all.at(-1));
};

/** The words selected in the text of a row, one passage a line. */
const selectedIn = (row) => {
  const selection = window.getSelection();
  const text = row.querySelector("[data-text]");
  if (!selection || selection.isCollapsed || !text?.contains(selection.anchorNode) || !text.contains(selection.focusNode)) return "";
  return selection.toString().split(/\s*\n\s*/u).filter(Boolean).join("\n");
};

const open = (summary, row) => {
  const details = summary.parentElement;
  const words = details.querySelector("[data-words]");
  const selected = words ? selectedIn(row) : "";
  if (words && selected) words.value = [words.value.trim(), selected].filter(Boolean).join("\n");
  details.open = true;
  (words ?? details.querySelector("select, textarea"))?.focus();
  details.scrollIntoView({ block: "nearest" });
};

const press = (key) => {
  const row = current();
  const button = row?.querySelector(`[data-key="${key}"]`);
  if (!button) return;
  if (button.matches("summary")) open(button, row);
  else button.click();
};

const undo = () => {
  const forms = [...document.querySelectorAll("[data-undo], .note form[action*='/undo/']")];
  const at = (form) => Number(form.closest("[data-at]")?.dataset.at ?? 0);
  const latest = forms.reduce((best, form) => (best && at(best) >= at(form) ? best : form), null);
  latest?.querySelector("button")?.click();
};

const choose = () => current()?.querySelector("[data-choose]")?.click();

const ACTIONS = { j: () => step(1), k: () => step(-1), u: undo, x: choose, "?": () => dialog?.showModal() };

document.addEventListener("keydown", (event) => {
  const target = event.target;
  if (event.key === "Escape") {
    const details = target.closest?.(".desk__more[open]");
    if (details) {
      details.open = false;
      goTo(details.closest("[data-row]"));
    }
    return;
  }
  const inField = target.closest?.("input:not([type='checkbox']), textarea, select, [contenteditable], dialog");
  if (!isOn() || inField || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key.length !== 1 || (event.shiftKey && event.key !== "?") || (event.repeat && !"jk".includes(event.key))) return;
  const action = ACTIONS[event.key];
  if (!action && !"opdsbmcr".includes(event.key)) return;
  event.preventDefault();
  if (action) action();
  else press(event.key);
});

if (desk && dialog) {
  const box = dialog.querySelector("[data-keys-on]");
  box.checked = isOn();
  box.addEventListener("change", () => {
    attempt(() => (box.checked ? localStorage.removeItem(SWITCH) : localStorage.setItem(SWITCH, "off")));
    label();
  });
  const line = document.querySelector("[data-keys-line]");
  line.hidden = false;
  line.querySelector("[data-keys-open]").addEventListener("click", () => dialog.showModal());
}

document.addEventListener("desk:changed", label);
label();
