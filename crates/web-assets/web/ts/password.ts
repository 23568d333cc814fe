// Shows and hides a password: button[data-password=ID] with its two words in data-show and data-hide.

for (const button of document.querySelectorAll<HTMLButtonElement>("[data-password]")) {
  const field = document.getElementById(button.dataset.password ?? "") as HTMLInputElement | null;
  if (!field) continue;
  const show = (on: boolean) => {
    field.type = on ? "text" : "password";
    button.textContent = (on ? button.dataset.hide : button.dataset.show) ?? "";
    button.setAttribute("aria-pressed", String(on));
  };
  button.hidden = false;
  button.addEventListener("click", () => show(field.type === "password"));
  // Password managers look at the type when the form goes.
  field.form?.addEventListener("submit", () => show(false));
}
