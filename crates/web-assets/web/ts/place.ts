// Fills latitude, longitude and accuracy (WGS-84, metres) of a form from where the device is: at once for [data-locate], a
// button, and [data-locate-consent], a box to tick; before sending for form[data-locate-first]. Without permission the form's data-msg-denied says so and nothing is sent.

type Fill = (coords: GeolocationCoordinates) => void;

function say(form: HTMLFormElement, text: string): void {
  const said = form.querySelector("[data-locate-say]");
  if (said) said.textContent = text;
}

function put(form: HTMLFormElement, name: string, value: string): void {
  const field = form.querySelector<HTMLInputElement>(`[name=${name}]`);
  if (field) field.value = value;
}

function locate(form: HTMLFormElement, then: Fill, otherwise?: () => void): void {
  const fail = () => { say(form, form.dataset.msgDenied ?? ""); otherwise?.(); };
  if (!navigator.geolocation) return fail();
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      put(form, "latitude", coords.latitude.toFixed(6));
      put(form, "longitude", coords.longitude.toFixed(6));
      put(form, "accuracy", coords.accuracy.toFixed(0));
      then(coords);
    },
    fail,
    { enableHighAccuracy: true, maximumAge: 20000, timeout: 15000 },
  );
}

for (const button of document.querySelectorAll<HTMLButtonElement>("[data-locate]")) {
  button.hidden = false;
  button.onclick = () => {
    button.setAttribute("aria-busy", "true");
    if (button.form) locate(button.form, () => button.removeAttribute("aria-busy"));
    setTimeout(() => button.removeAttribute("aria-busy"), 15000);
  };
}

for (const box of document.querySelectorAll<HTMLInputElement>("[data-locate-consent]")) {
  box.closest<HTMLElement>("[hidden]")?.removeAttribute("hidden");
  box.onchange = () => {
    const form = box.form;
    if (!form) return;
    for (const name of ["latitude", "longitude", "accuracy"]) put(form, name, "");
    if (box.checked) locate(form, () => undefined, () => { box.checked = false; });
  };
}

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-locate-first]")) {
  let located = false;
  form.addEventListener("submit", (event) => {
    if (located) return;
    event.preventDefault();
    locate(form, () => {
      located = true;
      form.requestSubmit ? form.requestSubmit() : form.submit();
    });
  });
}
