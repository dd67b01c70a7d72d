import 'cacache'

// The published types leave out the options of `rm.entry`, which cacache's README documents.
declare module 'cacache' {
  namespace rm {
    function entry(cachePath: string, key: string, options: { removeFully: boolean }): Promise<unknown>
  }
}
