// The one script of every page. Everything works without it; it saves a full page load where data-swap asks for that,
// keeps a form from being sent twice and shows that something is under way. History is never pushed: WeChat's JS-SDK
// signs the first address only.

const doc = document;
let timer = 0;
let bar: HTMLElement | undefined;
let pressed: HTMLButtonElement | undefined;

function loading(on: boolean): void {
  clearTimeout(timer);
  bar?.remove();
  if (!on) return;
  timer = setTimeout(() => {
    bar = doc.createElement("div");
    bar.className = "loading";
    doc.body.append(bar);
  }, 250);
}

function say(id: string, ok: boolean): void {
  doc.dispatchEvent(new CustomEvent("swapped", { detail: { id, ok } }));
}

/** Fetches a page and takes the element `id` from it; a page without it replaces <main>, one elsewhere is visited. */
async function swap(id: string, url: string, init?: RequestInit): Promise<boolean> {
  loading(true);
  try {
    const answer = await fetch(url, { headers: { Accept: "text/html" }, credentials: "same-origin", ...init });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const focused = doc.activeElement?.id;
    const [old, fresh] = [id, "main"].map((name) => [doc.getElementById(name), page.getElementById(name)]).find((pair) => pair[0] && pair[1]) ?? [];
    const elsewhere = answer.redirected && !page.getElementById(id);
    if (!old || !fresh || elsewhere) {
      location.assign(answer.url);
      return true;
    }
    old.replaceWith(fresh);
    doc.title = page.title;
    (doc.getElementById("errors") ?? (focused ? doc.getElementById(focused) : null))?.focus();
    say(id, answer.ok);
    return true;
  } catch {
    say(id, false);
    return false;
  } finally {
    loading(false);
  }
}

function busy(form: HTMLFormElement, on: boolean): void {
  form.toggleAttribute("data-busy", on);
  const button = pressed?.form === form ? pressed : form.querySelector<HTMLButtonElement>("button:not([type=button])");
  if (on) button?.setAttribute("aria-busy", "true");
  else for (const each of form.querySelectorAll("[aria-busy]")) each.removeAttribute("aria-busy");
}

async function send(form: HTMLFormElement, id: string, button?: HTMLButtonElement): Promise<void> {
  const fields = new FormData(form);
  if (button?.name) fields.append(button.name, button.value);
  const action = new URL(button?.getAttribute("formaction") ?? form.getAttribute("action") ?? "", location.href);
  const multipart = form.enctype === "multipart/form-data";
  const body = multipart ? fields : new URLSearchParams(fields as unknown as Record<string, string>);
  if (form.method === "post") {
    if (!(await swap(id, action.href, { method: "POST", body }))) form.submit();
  } else {
    action.search = body.toString();
    if (await swap(id, action.href)) history.replaceState(null, "", action.href);
    else location.assign(action.href);
  }
  busy(form, false);
}

doc.addEventListener("click", (event) => {
  const target = event.target as Element;
  const button = target.closest<HTMLButtonElement>("button");
  if (button) pressed = button;
  const link = target.closest<HTMLAnchorElement>("a[href]");
  const opener = target.closest<HTMLElement>("[data-dialog]");
  const dialog = opener && doc.getElementById(opener.dataset.dialog ?? "");
  if (dialog && "showModal" in dialog) {
    event.preventDefault();
    (dialog as HTMLDialogElement).showModal();
  } else if (target.closest("[data-print]")) {
    print();
  } else if (link && !event.defaultPrevented && !(event.metaKey || event.ctrlKey || event.shiftKey) && !link.target && !link.download && link.origin === location.origin) {
    const id = link.dataset.swap;
    if (id) {
      event.preventDefault();
      void swap(id, link.href).then((ok) => (ok ? history.replaceState(null, "", link.href) : location.assign(link.href)));
    } else if (!link.getAttribute("href")?.startsWith("#")) loading(true);
  }
});

doc.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (event.defaultPrevented || form.method === "dialog") return;
  const button = pressed?.form === form ? pressed : undefined;
  const id = form.dataset.swap;
  if (form.hasAttribute("data-busy") || id) event.preventDefault();
  if (form.hasAttribute("data-busy")) return;
  if (form.hasAttribute("data-logout")) void caches?.keys().then((all) => all.map((name) => caches.delete(name)));
  busy(form, true);
  loading(true);
  if (id) void send(form, id, button);
});

doc.addEventListener("change", (event) => {
  const input = event.target as HTMLInputElement;
  const all = input.dataset.checkAll;
  if (all) for (const each of doc.getElementsByName(all)) (each as HTMLInputElement).checked = input.checked;
  const form = input.form;
  if (form?.hasAttribute("data-auto")) form.querySelector<HTMLElement>("button:not([type=button])")?.click();
});

doc.addEventListener("swap", ({ detail }) => void swap(detail.id, detail.url ?? location.href));

// A page that comes back from the browser's memory is neither loading nor sent.
addEventListener("pageshow", () => {
  loading(false);
  for (const form of doc.querySelectorAll<HTMLFormElement>("[data-busy]")) busy(form, false);
});

if (doc.documentElement.dataset.sw !== undefined) void navigator.serviceWorker?.register("/sw.js");
