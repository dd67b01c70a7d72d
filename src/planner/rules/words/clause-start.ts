import type { Token } from './tokens.js'

const lead =
  /^(?:please|and|then|also|but|just|finally|afterwards|first|now|to|you|kindly|next|so|i|want|would|could|can|will|need|like)$/i

/** Whether the token at a place begins a clause: only words that lead to a command stand between it and a mark. */
export function isClauseStart(sentence: readonly Token[], at: number): boolean {
  for (let place = at - 1; place >= 0; place--) {
    const token = sentence[place]
    if (!token || token.kind === 'mark') return true
    if (/^(?:and|then|but)$/i.test(token.text)) return true
    if (!lead.test(token.text)) return false
  }
  return true
}
