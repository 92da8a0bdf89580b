/*
 * What makes the portal's forms better where JavaScript runs: a counter, a list of the chosen files, photos that are made
 * smaller, the progress of an upload, and errors without losing text or files. Without it the browser sends the form
 * itself, and all of it works.
 */

const FORMS = "form[data-failed]";

const number = new Intl.NumberFormat(document.documentElement.lang || undefined);
const percent = new Intl.NumberFormat(document.documentElement.lang || undefined, { style: "percent" });

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_whole, name) => values[name]);
}

function element(name, className, text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

/* The counter. The server counts code points, without the space around them, and a line break as one. */
function count(area, text) {
  const hint = document.getElementById(`${area.id}_helptext`);
  const shown = hint?.querySelector("[data-support-hint]");
  if (!shown) return;
  const limit = Number(area.dataset.supportLimit);
  // Read aloud once the writer pauses, not at each letter.
  const spoken = element("span", "support-unseen");
  spoken.setAttribute("role", "status");
  hint.after(spoken);
  let pause;
  const update = () => {
    const used = [...area.value.trim()].length;
    shown.textContent = fill(text, { used: number.format(used), limit: number.format(limit) });
    hint.classList.add("support-counter");
    hint.classList.toggle("support-counter--over", used > limit);
    clearTimeout(pause);
    pause = setTimeout(() => { spoken.textContent = used > limit * 0.9 ? shown.textContent : ""; }, 1000);
  };
  area.addEventListener("input", update);
  update();
}

/* The chosen files. Choosing again adds to them; what the server would refuse for its size is refused here. */
const preparing = new WeakMap();

function listFiles(form, input, removeText) {
  const list = element("ul", "support-chosen");
  const notes = element("div", "support-file-notes");
  notes.setAttribute("role", "alert");
  input.after(list, notes);
  const limits = { size: Number(input.dataset.supportMaxSize) || Infinity, files: Number(input.dataset.supportMaxFiles) || Infinity };
  let chosen = [...input.files];
  const originals = new WeakMap(chosen.map((file) => [file, file]));

  const note = (text, file, className) => {
    const said = element("p", className, fill(text ?? "{file}", { file: file.name }));
    said.dir = "auto";
    notes.append(said);
  };

  const take = async (file) => {
    const smaller = file.size > limits.size ? await shrink(file, limits.size) : file;
    if (chosen.length >= limits.files) note(input.dataset.supportTooMany, file, "support-file-refused");
    else if (smaller.size > limits.size) note(input.dataset.supportTooLarge, file, "support-file-refused");
    else {
      if (smaller !== file) note(input.dataset.supportShrunk, file, "support-quiet");
      originals.set(smaller, file);
      chosen = [...chosen, smaller];
    }
  };

  const show = () => {
    const transfer = new DataTransfer();
    chosen.forEach((file) => transfer.items.add(file));
    input.files = transfer.files;
    list.replaceChildren(...chosen.map((file) => {
      const row = element("li", "");
      const name = element("span", "", file.name);
      name.dir = "auto";
      const remove = element("button", "", "✕");
      remove.type = "button";
      remove.setAttribute("aria-label", fill(removeText, { file: file.name }));
      remove.addEventListener("click", () => {
        chosen = chosen.filter((other) => other !== file);
        show();
        input.focus();
      });
      row.append(name, element("span", "support-quiet", size(file.size)), remove);
      return row;
    }));
    input.dispatchEvent(new CustomEvent("support:files", { bubbles: true, detail: { files: chosen } }));
  };

  const same = (one, other) => one.name === other.name && one.size === other.size;
  input.addEventListener("change", () => {
    const picked = [...input.files];
    const before = preparing.get(form) ?? Promise.resolve();
    preparing.set(form, before.then(async () => {
      notes.replaceChildren();
      const added = picked.filter((file) => !chosen.some((known) => same(originals.get(known), file)));
      for (const file of added) await take(file);
      show();
    }));
  });
  if (chosen.length) show();
}

/* A photo that is too large is drawn again, smaller, which also leaves out where it was taken. */
async function shrink(file, limit) {
  if (file.type !== "image/jpeg") return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    for (const longest of [3000, 2000, 1200]) {
      const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.max(1, Math.round(picture.width * scale));
      canvas.height = Math.max(1, Math.round(picture.height * scale));
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const drawn = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", 0.85); });
      if (drawn && drawn.size <= limit) return new File([drawn], file.name, { type: "image/jpeg" });
    }
  } catch {
    // Not a picture after all, or one that this browser cannot draw.
  }
  return file;
}

function size(bytes) {
  const [unit, factor] = bytes < 1024 * 1024 ? ["kilobyte", 1024] : ["megabyte", 1024 * 1024];
  const format = { style: "unit", unit, maximumFractionDigits: 1 };
  return new Intl.NumberFormat(document.documentElement.lang || undefined, format).format(Math.max(bytes / factor, 0.1));
}

/* Sending. */
async function send(form) {
  const button = form.querySelector("[type=submit]");
  if (button.getAttribute("aria-disabled") === "true") return;
  const progress = showProgress(form);
  button.setAttribute("aria-disabled", "true");
  await preparing.get(form);

  const finish = () => {
    button.removeAttribute("aria-disabled");
    progress.remove();
  };
  const fail = (text) => {
    finish();
    complain(form, text);
  };

  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable && event.total) progress.update(event.loaded / event.total);
  });
  request.addEventListener("error", () => fail(form.dataset.failed));
  request.addEventListener("load", () => {
    if (request.getResponseHeader("Content-Type")?.startsWith("application/json")) {
      window.location.assign(JSON.parse(request.responseText).location);
      return;
    }
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const answer = page.getElementById(form.id);
    const gone = page.querySelector("[data-support-gone]");
    if (answer) {
      finish();
      if (request.status === 400 || request.status === 413) restore(form, answer);
      replace(form, answer, page.title);
    } else if (gone) {
      // The ticket no longer opens: the page that says so holds the text.
      form.replaceWith(gone);
      document.title = page.title;
      gone.focus();
    } else {
      fail(request.status === 413 ? form.dataset.tooLarge : form.dataset.failed);
    }
  });
  request.send(new FormData(form));
}

function showProgress(form) {
  const box = element("div", "support-progress");
  const bar = document.createElement("progress");
  const text = element("span", "support-quiet", form.dataset.sending);
  const label = `${form.id}-progress`;
  text.id = label;
  text.setAttribute("role", "status");
  bar.setAttribute("aria-labelledby", label);
  box.append(bar, text);
  form.append(box);
  return {
    update(done) {
      bar.value = done;
      text.textContent = done < 1 ? fill(form.dataset.progress, { percent: percent.format(done) }) : form.dataset.sending;
    },
    remove: () => box.remove(),
  };
}

function complain(form, text) {
  form.querySelector("[data-support-summary]")?.remove();
  const summary = element("div", "support-summary");
  summary.setAttribute("role", "alert");
  summary.setAttribute("data-support-summary", "");
  summary.tabIndex = -1;
  const paragraph = document.createElement("p");
  paragraph.append(element("strong", "", text));
  summary.append(paragraph);
  form.prepend(summary);
  summary.focus();
}

/* What the server could not even read it did not give back. */
function restore(form, answer) {
  form.querySelectorAll("textarea, select, input:not([type=hidden], [type=file], [type=radio])").forEach((old) => {
    const field = answer.querySelector(`[name="${CSS.escape(old.name)}"]`);
    if (field && !field.value) field.value = old.value;
  });
}

/* Puts the form with its errors in the place of the one that was sent. Unlike a new page, it keeps the files. */
function replace(form, answer, title) {
  const files = form.querySelector("input[type=file]")?.files;
  form.replaceWith(answer);
  if (window.location.href === answer.action) document.title = title;
  const input = answer.querySelector("input[type=file]");
  if (input && files?.length) {
    input.files = files;
    answer.querySelector("[data-support-lost]")?.remove();
  }
  enhance(answer);
  answer.querySelector("[data-support-summary]")?.focus();
}

function enhance(form) {
  form.querySelectorAll("[data-support-limit]").forEach((area) => count(area, form.dataset.counter));
  form.querySelectorAll("input[type=file]").forEach((input) => listFiles(form, input, form.dataset.remove));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
}

document.querySelectorAll(FORMS).forEach(enhance);
document.querySelector("[data-support-summary]")?.focus();

/* A page that comes back from the browser's memory is ready to be sent again. */
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  document.querySelectorAll(".support-progress").forEach((box) => box.remove());
  document.querySelectorAll(`${FORMS} [aria-disabled]`).forEach((button) => button.removeAttribute("aria-disabled"));
});
