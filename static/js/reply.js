// Sends a reply in one step. Without this module the form goes by way of a preview, which holds the once-only key.

const KEYS = "reply-key:";

/** Storage that may be missing, full or forbidden. */
const attempt = (action) => {
  try {
    return action();
  } catch {
    return null;
  }
};

/** As the server makes them: 48 bits that say when the form became ready, in milliseconds, and 80 random ones. */
const newKey = (since) => {
  const random = crypto.getRandomValues(new Uint8Array(10));
  return since.toString(16).padStart(12, "0") + [...random].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};

/** One key a text: the same words sent again, by a second press or after going back, are the same reply. */
const keyFor = (form, text, ready) => {
  const name = KEYS + form.dataset.draft;
  const given = form.dataset.key; // the server's, on a page that hands a text back
  const made = attempt(() => JSON.parse(sessionStorage.getItem(name)));
  const isGivenNew = given && made?.key !== given && made?.given !== given;
  if (made?.text === text && !isGivenNew) return made.key;
  const key = isGivenNew ? given : newKey(Number(form.dataset.since) || ready);
  attempt(() => sessionStorage.setItem(name, JSON.stringify({ text, key, given })));
  return key;
};

const oneStep = (form) => {
  const key = form.elements.namedItem("key");
  const text = form.elements.namedItem("text");
  const send = form.querySelector("[data-one-step]");
  if (!key || !text || !send) return;
  const ready = Date.now();
  const action = document.createElement("input");
  action.type = "hidden";
  action.name = "action";
  action.value = "send";
  form.append(action);
  send.textContent = send.dataset.oneStep;
  let once = { text: null, key: "" }; // where nothing can be stored, a second press is still the same reply
  form.addEventListener("submit", () => {
    if (once.text !== text.value) once = { text: text.value, key: keyFor(form, text.value, ready) };
    key.value = once.key;
  });
};

for (const form of document.querySelectorAll("form[data-reply]")) oneStep(form);

// A text that came back: begin with why.
document.querySelector("[data-refusal]")?.focus();
