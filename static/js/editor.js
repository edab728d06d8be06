// The writing desk: a preview beside the text, and pictures by paste or drop. The text itself is never touched except to put a
// picture where the cursor is; Tab leaves the field as it leaves any other.

const PAUSE = 500;

const ready = (field) => {
  const box = field.closest("[data-markdown]") ?? field.parentElement;
  const preview = box.querySelector(".markdownx-preview");
  const title = box.querySelector(".markdownx__title");
  const said = box.querySelector("[data-markdown-said]");
  const token = field.form?.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  const { previewUrl, uploadUrl } = field.dataset;

  const say = (words, wrong = false) => {
    if (!said) return;
    said.textContent = words ?? "";
    said.classList.toggle("is-wrong", wrong);
  };

  const post = (url, body) => fetch(url, { method: "POST", body, headers: { "X-CSRFToken": token, "X-Requested-With": "fetch" }, credentials: "same-origin", redirect: "error" });

  let asked = 0;
  const show = async () => {
    const mine = ++asked;
    const body = new FormData();
    body.append("text", field.value);
    for (const work of field.form?.elements.namedItem("reviewed_works")?.selectedOptions ?? []) body.append("reviewed_works", work.value);
    try {
      const response = await post(previewUrl, body);
      const html = await response.text();
      if (mine !== asked) return; // a newer text is on its way
      if (!response.ok && response.status !== 422) throw new Error(String(response.status));
      preview.innerHTML = html; // sanitised by the server; the page's policy runs no script in it
      if (title) title.hidden = !html.trim();
      say("");
    } catch {
      if (mine === asked) say(said?.dataset.wordsPreviewFailed, true);
    }
  };

  if (preview && previewUrl) {
    let later;
    field.addEventListener("input", () => {
      clearTimeout(later);
      later = setTimeout(show, PAUSE);
    });
    if (field.value.trim()) show();
  }

  const place = (words) => {
    field.focus();
    // execCommand keeps the browser's undo; setRangeText is what remains where it is gone.
    if (!document.execCommand?.("insertText", false, words)) field.setRangeText(words, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const send = async (file) => {
    const body = new FormData();
    body.append("image", file);
    say(said?.dataset.wordsUpload);
    try {
      const response = await post(uploadUrl, body);
      const answer = await response.json().catch(() => ({}));
      if (!response.ok) {
        say(answer.error ?? said?.dataset.wordsUploadFailed, true);
        return;
      }
      place(`![](${answer.url})`);
      say("");
    } catch {
      say(said?.dataset.wordsUploadFailed, true);
    }
  };

  const pictures = (transfer) => [...(transfer?.files ?? [])].filter((file) => file.type.startsWith("image/"));

  if (uploadUrl) {
    field.addEventListener("paste", (event) => {
      const files = pictures(event.clipboardData);
      if (!files.length) return;
      event.preventDefault();
      files.forEach(send);
    });
    field.addEventListener("dragover", (event) => {
      if (![...(event.dataTransfer?.types ?? [])].includes("Files")) return;
      event.preventDefault();
      field.classList.add("is-over");
    });
    field.addEventListener("dragleave", () => field.classList.remove("is-over"));
    field.addEventListener("drop", (event) => {
      field.classList.remove("is-over");
      const files = pictures(event.dataTransfer);
      if (!files.length) return;
      event.preventDefault();
      files.forEach(send);
    });
  }
};

for (const field of document.querySelectorAll(".markdownx-editor")) ready(field);
