// The door: one password.
import { useSignal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { GUESS_WINDOW_MS } from '../../shared/limits.ts'
import type { Failure } from '../stores/failure.ts'
import { focusField, focusThread } from './focus.ts'
import { TOUCH } from './keys.ts'
import type { App } from './phase-line.tsx'
import './sign-in.css'
import { LampView } from './status-line.tsx'
import { strings } from './strings.ts'
import { TroubleView } from './trouble.tsx'
import { statusWords, troubleOf } from './words.ts'

export function SignIn({ app }: { readonly app: App }) {
  const { busy, failure, via } = app.session
  const { origin } = app.health
  const password = useSignal('')
  const field = useRef<HTMLInputElement>(null)
  // Said once: who tries to come in again knows.
  const wasIn = useSignal(via.peek() !== 'stranger')
  const offline = origin.value.kind === 'offline'
  const wrong = failure.value
  // What had the focus went with the chats, and goes with this when they are there.
  useLayoutEffect(() => {
    field.current?.focus()
    return () => queueMicrotask(matchMedia(TOUCH).matches ? focusThread : focusField)
  }, [])
  useLayoutEffect(() => {
    if (wrong) field.current?.select()
  }, [wrong])

  return (
    <main class="sign-in">
      <h1>
        <LampView lamp={offline ? 'out' : 'dim'} />
        {strings.name}
      </h1>
      <output>{offline ? statusWords(origin.value, null).sentence : wasIn.value ? strings.signedOut : strings.signInIntro}</output>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          wasIn.value = false
          field.current?.focus()
          void app.session.signIn(password.peek())
        }}
      >
        {/* Password managers keep a password by a name. */}
        <input class="unseen" type="text" name="username" autocomplete="username" value="owner" readOnly tabIndex={-1} aria-hidden="true" />
        <label for="password">{strings.password}</label>
        <input
          id="password"
          ref={field}
          type="password"
          autocomplete="current-password"
          required
          aria-invalid={isAboutPassword(wrong)}
          aria-describedby="password-trouble"
          value={password.value}
          onInput={(event) => (password.value = event.currentTarget.value)}
        />
        <div role="alert" id="password-trouble">
          {wrong && <Wrong app={app} failure={wrong} />}
        </div>
        <button type="submit" class="button" data-kind="go" aria-disabled={busy.value}>
          {busy.value ? strings.signingIn : strings.signIn}
        </button>
      </form>
    </main>
  )
}

const isAboutPassword = (failure: Failure | null): boolean => failure?.kind === 'refused' && failure.problem.error === 'wrong_password'

/** One sentence where that is all there is to say; else with what to do. */
function Wrong({ app, failure }: { readonly app: App; readonly failure: Failure }) {
  if (failure.kind === 'refused' && failure.problem.error === 'wrong_password') return <p class="sentence">{failure.problem.message}</p>
  if (failure.kind === 'refused' && failure.problem.error === 'too_many_guesses') {
    const time = new Intl.DateTimeFormat(app.preferences.language.value, { timeStyle: 'short' })
    // The guesses of the window run out one by one: by then the first one certainly has.
    const until = Date.parse(failure.problem.timestamp) + GUESS_WINDOW_MS - app.health.skew.peek()
    return <p class="sentence">{strings.guessesUntil(time.format(until + MINUTE_MS))}</p>
  }
  return <TroubleView app={app} trouble={troubleOf(failure)} />
}

/** Times are said to the minute, and one that is said must have come. */
const MINUTE_MS = 60_000
