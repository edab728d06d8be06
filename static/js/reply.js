// Sends a reply in one step, and keeps what is not yet sent on this device. Without this module the form goes by way of a preview.

const PREFIX = "reply:";
const SENT = "reply-sent";
const KEYS = "reply-key:";
const KEEP_DAYS = 14;

/** Storage that may be missing, full or forbidden: then nothing is kept, and nothing breaks. */
const attempt = (action) => {
  try {
    return action();
  } catch {
    return null;
  }
};

const read = (name) => {
  const kept = attempt(() => JSON.parse(localStorage.getItem(PREFIX + name)));
  return kept && Date.now() - kept.at < KEEP_DAYS * 86_400_000 ? kept : null;
};

const write = (name, fields) => attempt(() => localStorage.setItem(PREFIX + name, JSON.stringify({ ...fields, at: Date.now() })));
const drop = (name) => attempt(() => localStorage.removeItem(PREFIX + name));

const newKey = () => crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");

/** One key a text: the same words sent again, by a second press or after going back, are the same reply. */
const keyFor = (name, text) => {
  const made = attempt(() => JSON.parse(sessionStorage.getItem(KEYS + name)));
  if (made?.text === text) return made.key;
  const key = newKey();
  attempt(() => sessionStorage.setItem(KEYS + name, JSON.stringify({ text, key })));
  return key;
};

const ready = (form) => {
  const name = form.dataset.draft;
  const text = form.elements.namedItem("text");
  const key = form.elements.namedItem("key");
  const send = form.querySelector("[data-one-step]");
  const note = form.querySelector("[data-kept]");

  if (text) {
    const kept = read(name);
    if (kept?.text && !text.value) {
      text.value = kept.text;
      // With the room it was written for: what was meant for behind the break must not come back in front of it.
      const room = kept.room && form.querySelector(`[name="room"][value="${kept.room}"]`);
      if (room) {
        room.checked = true;
        form.setAttribute("data-chosen", "");
      }
      if (note) note.hidden = false;
    }
    const keep = () => {
      if (text.value.trim()) write(name, { text: text.value, room: new FormData(form).get("room") });
      else drop(name);
      if (note) note.hidden = !text.value.trim();
    };
    let later;
    text.addEventListener("input", () => {
      clearTimeout(later);
      later = setTimeout(keep, 400);
    });
    form.addEventListener("submit", keep);
    form.addEventListener("change", keep);
  }

  if (key && send) {
    const action = document.createElement("input");
    action.type = "hidden";
    action.name = "action";
    action.value = "send";
    form.append(action);
    send.textContent = send.dataset.oneStep;
    form.addEventListener("submit", () => {
      key.value = keyFor(name, text?.value ?? "");
      attempt(() => sessionStorage.setItem(SENT, name));
    });
  }
};

for (const form of document.querySelectorAll("form[data-reply]")) ready(form);

for (const form of document.querySelectorAll("form[data-sending]")) {
  form.addEventListener("submit", (event) => {
    if (event.submitter?.value === "send") attempt(() => sessionStorage.setItem(SENT, form.dataset.draft));
  });
}

if (document.querySelector("[data-receipt]")) {
  const sent = attempt(() => sessionStorage.getItem(SENT));
  if (sent) {
    drop(sent);
    attempt(() => sessionStorage.removeItem(SENT));
  }
}

// Whoever asks to be forgotten on this device means their half-written replies too.
for (const form of document.querySelectorAll("form[data-forget]")) {
  form.addEventListener("submit", () => {
    const names = attempt(() => Object.keys(localStorage)) ?? [];
    for (const name of names) if (name.startsWith(PREFIX)) attempt(() => localStorage.removeItem(name));
  });
}
