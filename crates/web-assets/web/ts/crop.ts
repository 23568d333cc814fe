// Cuts a photo to its frame before it is sent: [data-crop=ID of the file input] with a canvas and a range for the size. Drag,
// pinch by the range, or use the arrow keys. The file in the input is replaced by a JPEG of the canvas; a browser that
// can't do that sends the whole photo and the server cuts the middle.

const QUALITY = 0.9;
const STEP = 8;

async function load(file: File): Promise<ImageBitmap | HTMLImageElement> {
  try {
    return await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    const picture = new Image();
    picture.src = URL.createObjectURL(file);
    await picture.decode();
    URL.revokeObjectURL(picture.src);
    return picture;
  }
}

function begin(box: HTMLElement, input: HTMLInputElement, canvas: HTMLCanvasElement): void {
  const zoom = box.querySelector<HTMLInputElement>("input[type=range]");
  const pen = canvas.getContext("2d");
  let picture: ImageBitmap | HTMLImageElement | undefined;
  let [x, y] = [0, 0];

  const draw = () => {
    if (!picture || !pen) return;
    const scale = Math.max(canvas.width / picture.width, canvas.height / picture.height) * Number(zoom?.value ?? 1);
    const [wide, high] = [picture.width * scale, picture.height * scale];
    // No edge of the photo comes inside the frame.
    x = Math.max(-(wide - canvas.width) / 2, Math.min((wide - canvas.width) / 2, x));
    y = Math.max(-(high - canvas.height) / 2, Math.min((high - canvas.height) / 2, y));
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, (canvas.width - wide) / 2 + x, (canvas.height - high) / 2 + y, wide, high);
  };
  const keep = () => canvas.toBlob((blob) => {
    if (!blob || !picture) return;
    try {
      const files = new DataTransfer();
      files.items.add(new File([blob], "photo.jpg", { type: "image/jpeg" }));
      input.files = files.files;
    } catch { /* the whole photo goes */ }
  }, "image/jpeg", QUALITY);
  const move = (dx: number, dy: number) => { x += dx; y += dy; draw(); };

  input.addEventListener("change", () => {
    const file = input.files?.[0];
    if (!file) return;
    box.hidden = false;
    void load(file).then((loaded) => { picture = loaded; [x, y] = [0, 0]; if (zoom) zoom.value = "1"; draw(); keep(); });
  });
  zoom?.addEventListener("input", draw);
  zoom?.addEventListener("change", keep);
  canvas.tabIndex = 0;
  canvas.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key];
    if (!way) return;
    event.preventDefault();
    move(way[0] ?? 0, way[1] ?? 0);
    keep();
  });
  canvas.addEventListener("pointerdown", (event) => canvas.setPointerCapture(event.pointerId));
  canvas.addEventListener("pointermove", (event) => {
    if (!canvas.hasPointerCapture(event.pointerId)) return;
    const unit = canvas.width / canvas.clientWidth;
    move(event.movementX * unit, event.movementY * unit);
  });
  canvas.addEventListener("pointerup", keep);
}

for (const box of document.querySelectorAll<HTMLElement>("[data-crop]")) {
  const input = document.getElementById(box.dataset.crop ?? "");
  const canvas = box.querySelector("canvas");
  if (input instanceof HTMLInputElement && canvas) begin(box, input, canvas);
}
