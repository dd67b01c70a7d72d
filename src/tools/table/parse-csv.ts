import { type Options, parse } from 'csv-parse/sync'

/** CSV by csv-parse, in a file of its own: the command line loads it when a table is read. @throws where it is no CSV */
export function parseCsv(csv: string, options: Options): void {
  parse(csv, options)
}
