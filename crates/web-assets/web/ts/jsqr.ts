// The decoder for browsers without their own, as a file that only they load.
import jsQR from "jsqr";

/** The text of the code in the picture, or nothing. */
export function decode(pixels: ImageData): string | undefined {
  return jsQR(pixels.data, pixels.width, pixels.height, { inversionAttempts: "dontInvert" })?.data;
}
