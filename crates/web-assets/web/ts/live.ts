// The live board: [data-live] names a stream of server-sent events. `count` carries {"name": number} for [data-live-count=name],
// `change` says the board looks different now and is fetched anew, `tick` says all is quiet. When nothing comes for a
// while the page says since when it is old instead of looking alive.

const SILENCE_MS = 12000;
const board = document.querySelector<HTMLElement>("[data-live]");

function start(element: HTMLElement): void {
  const { id } = element;
  const { live = "", msgLive = "", msgStale = "" } = element.dataset;
  const said = document.querySelector("[data-live-say]");
  let [heard, wanted, pause] = [Date.now(), 0, 1000];
  let stream: EventSource | undefined;

  const hear = () => {
    heard = Date.now();
    pause = 1000;
    document.body.removeAttribute("data-stale");
    if (said) said.textContent = msgLive;
  };
  const stale = () => {
    document.body.setAttribute("data-stale", "");
    if (said) said.textContent = msgStale.replace("{time}", new Date(heard).toTimeString().slice(0, 8));
  };
  const connect = () => {
    stream = new EventSource(live);
    stream.onopen = hear;
    stream.addEventListener("tick", hear);
    stream.addEventListener("count", (event) => {
      hear();
      for (const [name, value] of Object.entries(JSON.parse((event as MessageEvent<string>).data) as Record<string, number>)) {
        for (const each of document.querySelectorAll(`[data-live-count="${CSS.escape(name)}"]`)) each.textContent = String(value);
      }
    });
    stream.addEventListener("change", () => {
      hear();
      clearTimeout(wanted);
      wanted = setTimeout(() => document.dispatchEvent(new CustomEvent("swap", { detail: { id } })), 400);
    });
    // A broken line is retried by the browser; a refused one is ours to retry, more and more slowly.
    stream.onerror = () => {
      if (stream?.readyState !== EventSource.CLOSED) return;
      stale();
      setTimeout(connect, (pause = Math.min(pause * 2, 30000)));
    };
  };

  setInterval(() => { if (Date.now() - heard > SILENCE_MS) stale(); }, 1000);
  addEventListener("pagehide", () => stream?.close());
  addEventListener("pageshow", (event) => { if (event.persisted) connect(); });
  connect();
}

if (board) start(board);
