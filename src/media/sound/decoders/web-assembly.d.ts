/** The part of WebAssembly that is used here: Node's types name it without saying what is in it. */
declare namespace WebAssembly {
  interface Memory {
    readonly buffer: ArrayBuffer
  }
  const Memory: { new (about: { initial: number }): Memory; prototype: Memory }
  interface Instance {
    readonly exports: Readonly<Record<string, unknown>>
  }
  function compile(bytes: Uint8Array): Promise<object>
  function instantiate(module: object): Promise<Instance>
}
