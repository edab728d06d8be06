// “Remember me on this device”: in this browser alone, and only where it was ticked.

const STORE = "reply-writer";
const KEEP_DAYS = 400;

const read = () => {
  try {
    const kept = JSON.parse(localStorage.getItem(STORE));
    return kept && Date.now() - kept.at < KEEP_DAYS * 86_400_000 ? kept : null;
  } catch {
    return null;
  }
};

const write = (writer) => {
  try {
    if (writer) localStorage.setItem(STORE, JSON.stringify({ ...writer, at: Date.now() }));
    else localStorage.removeItem(STORE);
  } catch {
    // Storage is forbidden or full: then nothing is remembered.
  }
};

const same = (one, other) => one.trim().toLowerCase() === other.trim().toLowerCase();

for (const form of document.querySelectorAll("form[data-reply]")) {
  const choice = form.querySelector("[data-remember]");
  const [name, email, proof] = ["name", "email", "proof"].map((field) => form.elements.namedItem(field));
  if (!choice || !name || !email) continue;
  const box = choice.querySelector("input");
  choice.hidden = false;
  const kept = read();
  if (kept) {
    box.checked = true;
    name.value ||= kept.name;
    email.value ||= kept.email;
  }
  form.addEventListener("submit", () => {
    const known = read();
    // What says that this address was confirmed here goes with replies under it, and under no other.
    const proven = known?.proof && same(known.email, email.value) ? known.proof : "";
    if (proof) proof.value = proven;
    write(box.checked ? { name: name.value, email: email.value, proof: proven } : null);
  });
}

// The page that confirms an address hands the proof over, for the browser that remembers this address.
for (const confirmed of document.querySelectorAll("[data-proof][data-email]")) {
  const kept = read();
  if (kept && same(kept.email, confirmed.dataset.email)) write({ ...kept, proof: confirmed.dataset.proof });
}
