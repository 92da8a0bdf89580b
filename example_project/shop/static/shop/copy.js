// Gives the shell examples a button to copy them.

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
