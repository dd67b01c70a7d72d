// What tests use of a browser in the functions that they send to a page. The DOM's own types would change those of Node.
declare class DataTransfer {
  readonly items: { add(file: File): void }
}
interface HTMLElement {
  readonly id: string
}
interface HTMLImageElement extends HTMLElement {
  decode(): Promise<void>
  readonly naturalWidth: number
}
interface HTMLAudioElement extends HTMLElement {
  readonly currentTime: number
}
interface HTMLVideoElement extends HTMLElement {
  readonly videoWidth: number
}
declare const document: {
  readonly documentElement: { readonly scrollWidth: number }
  readonly activeElement: HTMLElement | null
}
declare const localStorage: { readonly length: number }
