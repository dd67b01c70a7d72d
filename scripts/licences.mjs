import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Permissive licences, and those whose copyleft ends at the file or library that they cover. */
const accepted = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  // As old packages write it; every licence of that name is permissive.
  'BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'LGPL-2.1-only',
  'LGPL-2.1-or-later',
  'LGPL-3.0-only',
  'LGPL-3.0-or-later',
  'MIT',
  'MIT-0',
  'MPL-2.0',
  'Python-2.0',
  'Unlicense',
  'Zlib',
])

/** Packages whose package.json names no licence, with what their own LICENSE file says. */
const stated = new Map([])

/**
 * The packages that users get: those in the lock file that are not for development, and those that the page is built with,
 * once for each name and version, in order. Packages for other systems are in it too.
 *
 * @param {string} root where package-lock.json is
 */
export function productionPackages(root) {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  const found = new Map()
  const inPage = pagePackages(root, packages)
  for (const [path, entry] of Object.entries(packages)) {
    if (path === '' || (entry.dev && !inPage.has(path)) || entry.link) continue
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
    const folder = join(root, path)
    const licence = readLicence(folder) ?? entry.license ?? stated.get(name)
    found.set(`${name}@${entry.version}`, { name, version: entry.version, licence, folder })
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
}

/** Where the packages lie that files of page/ import, with what those need in turn: their code is in dist/page/. */
function pagePackages(root, packages) {
  const folder = join(root, 'page')
  const files = existsSync(folder) ? readdirSync(folder, { recursive: true }) : []
  const wanted = files
    .filter((file) => /\.tsx?$/.test(file))
    .flatMap((file) => [
      ...readFileSync(join(folder, file), 'utf8').matchAll(/from '((?:@[\w.-]+\/)?[\w-][\w.-]*)/g),
    ])
    .map(([, name]) => `node_modules/${name}`)
  const found = new Set()
  for (const path of wanted) {
    if (found.has(path) || !packages[path]) continue
    found.add(path)
    for (const name of Object.keys(packages[path].dependencies ?? {})) wanted.push(`node_modules/${name}`)
  }
  return found
}

/** What a package says now, which may be more than the lock file knows. */
function readLicence(folder) {
  const file = join(folder, 'package.json')
  if (!existsSync(file)) return undefined
  const { license, licenses } = JSON.parse(readFileSync(file, 'utf8'))
  const one = license ?? licenses
  if (Array.isArray(one)) return one.map(({ type }) => type).join(' AND ')
  return typeof one === 'object' ? one?.type : one
}

/**
 * Whether all of what an SPDX expression binds to is accepted: one of the parts of OR, each of the parts of AND.
 *
 * @param {string | undefined} expression
 */
export function isAccepted(expression) {
  if (!expression) return false
  const plain = expression.replace(/[()]/g, ' ')
  // Mixed expressions with brackets are rare: each of their parts has to be accepted.
  if (plain !== expression && /\bOR\b/.test(plain) && /\bAND\b/.test(plain))
    return plain.split(/\s+(?:OR|AND)\s+/).every((part) => accepted.has(part.trim()))
  return plain
    .split(/\s+OR\s+/)
    .some((choice) => choice.split(/\s+AND\s+/).every((part) => accepted.has(part.trim())))
}

/** The text of a package's licence files, as the package has them. */
export function licenceTexts(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => /^(licen[cs]e|copying|notice)/i.test(name) && !/\.(js|ts|json|html)$/i.test(name))
    .sort()
    .flatMap((name) => {
      try {
        return [readFileSync(join(folder, name), 'utf8').replace(/\r\n?/g, '\n').trim()]
      } catch {
        return []
      }
    })
}
