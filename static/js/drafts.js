// Keeps a reply that is not yet sent on this device: through a reload, a closed tab, a session's end. Without it the form works the same.

const PREFIX = "reply:";
const SENT = "reply-sent";
const KEEP_DAYS = 14;
const DAY = 86_400_000;
/** A draft's age counts for its form's key, which must not look older than a page may stay open. */
const OLDEST_FORM = 7 * DAY;

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
  return kept && Date.now() - kept.at < KEEP_DAYS * DAY ? kept : null;
};

const write = (name, fields) => attempt(() => localStorage.setItem(PREFIX + name, JSON.stringify({ ...fields, at: Date.now() })));
const drop = (name) => attempt(() => localStorage.removeItem(PREFIX + name));
const names = () => (attempt(() => Object.keys(localStorage)) ?? []).filter((name) => name.startsWith(PREFIX));

/** Drafts nobody came back for. */
for (const name of names()) if (!read(name.slice(PREFIX.length))) drop(name.slice(PREFIX.length));

const keepFor = (form) => {
  const name = form.dataset.draft;
  const text = form.elements.namedItem("text");
  const note = form.querySelector("[data-kept]");
  const kept = read(name);
  // When the writing began, for the form's key: whoever comes back to a draft has not written it in a moment.
  const since = Math.max(kept?.since ?? Date.now(), Date.now() - OLDEST_FORM);
  form.dataset.since = String(since);

  if (kept?.text && !text.value) {
    text.value = kept.text;
    // With the room it was written for: what was meant for behind the break must not come back in front of it.
    const room = kept.room && form.querySelector(`[name="room"][value="${kept.room}"]`);
    if (room) {
      room.checked = true;
      form.setAttribute("data-chosen", "");
    }
    if (note) note.hidden = false;
    text.dispatchEvent(new Event("input"));
  }
  const keep = () => {
    const stored = text.value.trim() ? write(name, { text: text.value, room: new FormData(form).get("room"), since }) : drop(name);
    if (note) note.hidden = !text.value.trim() || stored === null;
  };
  let later;
  text.addEventListener("input", () => {
    form.removeAttribute("data-sent");
    // What is being written belongs to the room it was begun for, whatever is opened or closed meanwhile.
    if (text.value.trim()) form.setAttribute("data-chosen", "");
    clearTimeout(later);
    later = setTimeout(keep, 400);
  });
  form.addEventListener("change", keep);
  // A tab may be closed before the pause is over.
  window.addEventListener("pagehide", () => {
    clearTimeout(later);
    if (text.value.trim() && !form.hasAttribute("data-sent")) keep();
  });
  form.addEventListener("submit", () => {
    clearTimeout(later);
    keep();
    form.setAttribute("data-sent", "");
    attempt(() => sessionStorage.setItem(SENT, name));
  });
};

for (const form of document.querySelectorAll("form[data-reply]")) keepFor(form);

for (const form of document.querySelectorAll("form[data-sending]")) {
  form.addEventListener("submit", (event) => {
    if (event.submitter?.value !== "edit") attempt(() => sessionStorage.setItem(SENT, form.dataset.draft));
  });
}

const receipt = document.querySelector("[data-receipt]");
const sent = attempt(() => sessionStorage.getItem(SENT));
if (sent && receipt && sent.includes(receipt.dataset.receipt)) {
  drop(sent);
}
// Any other page says that it was not taken: the draft stays, and no later receipt may take it for its own.
if (sent) attempt(() => sessionStorage.removeItem(SENT));

// Whoever asks to be forgotten on this device means their half-written replies too, and what is remembered of them. Whoever signs out
// (`data-forget` names them) leaves their own behind on a computer that others use.
for (const form of document.querySelectorAll("form[data-forget]")) {
  form.addEventListener("submit", () => {
    const whose = form.dataset.forget;
    for (const name of names()) if (!whose || name.startsWith(`${PREFIX}${whose}@/`)) attempt(() => localStorage.removeItem(name));
    if (!whose) attempt(() => localStorage.removeItem("reply-writer"));
  });
}
