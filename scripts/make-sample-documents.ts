// Makes samples/documents of sample pictures and a few sentences: npx tsx scripts/make-sample-documents.ts
import { readFileSync, writeFileSync } from 'node:fs'
import { pdf, xlsx } from '../tests/support/office-files.js'

const to = new URL('../samples/documents/', import.meta.url)
const jpeg = readFileSync(new URL('../samples/images/scene-09.jpg', import.meta.url))

writeFileSync(
  new URL('report.pdf', to),
  pdf(['The harbour of Konstanz was opened in 1842.', 'Its lighthouse was built by Anna Kolb.']),
)
writeFileSync(new URL('scan.pdf', to), pdf([{ jpeg, side: 512 }]))
writeFileSync(
  new URL('cities.xlsx', to),
  xlsx({
    Cities: [
      ['City', 'People'],
      ['Ulm', 126_000],
      ['Bonn', 331_000],
      ['Kiel', 246_000],
    ],
  }),
)
