// Filled in by build.mjs.
declare const JSQR: string;
declare const SHELL: string[];
declare const VERSION: string;

interface DocumentEventMap {
  /** Ask for an element to be fetched anew: `detail` names it and, unless it is this page's, the address. */
  swap: CustomEvent<{ id: string; url?: string }>;
  /** An element was replaced, so whoever watches its insides looks again. `ok` is false when the server wasn't reached. */
  swapped: CustomEvent<{ id: string; ok: boolean }>;
}
