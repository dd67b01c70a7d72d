/** The one function that is used of it. It is installed by those who want it; this package builds without it. */
declare module '@mediabunny/server' {
  export function registerMediabunnyServer(): void
}
