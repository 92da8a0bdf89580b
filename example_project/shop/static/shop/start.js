// Sends the form to the API and says what came of it; and gives the shell examples a button to copy them.

const form = document.getElementById("ticket");
const outcome = form.querySelector(".outcome");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  showErrors({});
  say("", "");
  button.disabled = true;
  try {
    const response = await fetch(form.action, {
      method: "POST",
      body: formData(),
      headers: {
        Accept: "application/json",
        "Accept-Language": document.documentElement.lang,
        "X-CSRFToken": form.elements.csrfmiddlewaretoken.value,
      },
    });
    showAnswer(response, await response.json());
  } catch {
    say(form.dataset.failed, "bad");
  } finally {
    button.disabled = false;
  }
});

function formData() {
  const data = new FormData(form);
  data.delete("csrfmiddlewaretoken");
  // A browser sends an empty file where none was chosen.
  if (!form.elements.attachment.value) data.delete("attachment");
  return data;
}

function showAnswer(response, answer) {
  if (response.status === 201) {
    say(`${answer.message} (${answer.data.ticket_number}) `, "good");
    const link = document.createElement("a");
    link.href = form.dataset.mailbox;
    link.textContent = form.dataset.mailboxLabel;
    outcome.append(link);
    form.elements.message.value = "";
    form.elements.attachment.value = "";
  } else if (response.status === 400) {
    showErrors(answer);
    form.querySelector("[aria-invalid]")?.focus();
  } else {
    say(answer.detail ?? answer.message ?? form.dataset.failed, "bad");
  }
}

function showErrors(errors) {
  for (const place of form.querySelectorAll(".error")) {
    const name = place.id.replace("-error", "");
    const messages = errors[name] ?? [];
    place.textContent = messages.join(" ");
    if (messages.length) form.elements[name].setAttribute("aria-invalid", "true");
    else form.elements[name].removeAttribute("aria-invalid");
  }
}

function say(text, kind) {
  outcome.textContent = text;
  outcome.dataset.kind = kind;
}

for (const shells of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  for (const figure of shells.querySelectorAll("figure")) {
    const button = document.createElement("button");
    button.className = "copy";
    button.type = "button";
    button.textContent = shells.dataset.copy;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(figure.querySelector("code").textContent);
      button.textContent = shells.dataset.copied;
      setTimeout(() => (button.textContent = shells.dataset.copy), 1500);
    });
    figure.querySelector("figcaption").append(button);
  }
}
