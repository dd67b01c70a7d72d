import { useState } from 'preact/hooks'
import type { Opinion } from '../../src/feedback/feedback.js'
import { useFocusBack } from '../parts/focus.js'
import { Icon } from '../parts/icon.js'
import { type ChatTurn, judge, tell } from '../state/chats.js'

/** Good or bad, for an answer or for a step of it; and why, for those who want to say. */
export function JudgeButtons({ turn, step }: { turn: ChatTurn; step?: string | undefined }) {
  const said = turn.feedback?.find((one) => one.step === step)
  const [isAsked, setAsked] = useState(false)
  const about = step === undefined ? 'The answer' : `Step ${step}`
  const say = (opinion: Pick<Opinion, 'verdict' | 'remark'>) =>
    judge(turn, { ...opinion, ...(step !== undefined && { step }) }).catch(tell)
  const press = (verdict: 'good' | 'bad') => {
    const isTakenBack = said?.verdict === verdict
    setAsked(!isTakenBack)
    say(isTakenBack ? { verdict: null } : { verdict, remark: said?.remark })
  }
  return (
    <>
      {(['good', 'bad'] as const).map((verdict) => (
        <button
          key={verdict}
          type="button"
          class="plain small judge"
          aria-pressed={said?.verdict === verdict}
          onClick={() => press(verdict)}
        >
          <Icon name={verdict} label={`${about} is ${verdict}`} />
        </button>
      ))}
      {said?.verdict && !isAsked && (
        <button type="button" class="plain small" onClick={() => setAsked(true)}>
          {said.remark ?? 'Say why'}
        </button>
      )}
      {said?.verdict && isAsked && (
        <RemarkForm
          label={`Why is it ${said.verdict}?`}
          remark={said.remark}
          onSay={(remark) => {
            setAsked(false)
            say({ verdict: said.verdict, remark })
          }}
          onLeave={() => setAsked(false)}
        />
      )}
    </>
  )
}

function RemarkForm({
  label,
  remark,
  onSay,
  onLeave,
}: {
  label: string
  remark: string | undefined
  onSay: (remark: string) => void
  onLeave: () => void
}) {
  useFocusBack()
  return (
    <form
      class="remark row"
      onSubmit={(event) => {
        event.preventDefault()
        onSay(String(new FormData(event.currentTarget).get('remark')).trim())
      }}
    >
      <label class="grow">
        <span class="hidden">{label}</span>
        <input
          name="remark"
          maxLength={4000}
          placeholder={label}
          defaultValue={remark}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return
            // It would close the step, too.
            event.stopPropagation()
            onLeave()
          }}
        />
      </label>
      <button type="submit" class="small">
        Keep
      </button>
      <button type="button" class="plain small" onClick={onLeave}>
        <Icon name="close" label="Say no more" />
      </button>
    </form>
  )
}
