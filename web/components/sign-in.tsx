// The door: one password.
import { useSignal } from '@preact/signals'
import type { App } from './phase-line.tsx'
import './sign-in.css'
import { LampView } from './status-line.tsx'
import { strings } from './strings.ts'
import { TroubleView } from './trouble.tsx'
import { statusWords, troubleOf } from './words.ts'

export function SignIn({ app }: { readonly app: App }) {
  const { busy, failure } = app.session
  const { origin } = app.health
  const password = useSignal('')
  const offline = origin.value.kind === 'offline' ? origin.value.failure : null
  return (
    <main class="sign-in">
      <h1>
        <LampView lamp={offline ? 'out' : 'dim'} />
        {strings.name}
      </h1>
      <p>{offline ? statusWords(origin.value, null).sentence : strings.signInIntro}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void app.session.signIn(password.peek())
        }}
      >
        {/* Password managers keep a password by a name. */}
        <input class="unseen" type="text" name="username" autocomplete="username" value="owner" readOnly tabIndex={-1} aria-hidden="true" />
        <label for="password">{strings.password}</label>
        <input
          id="password"
          type="password"
          autocomplete="current-password"
          required
          value={password.value}
          onInput={(event) => (password.value = event.currentTarget.value)}
        />
        <button type="submit" class="button" data-kind="go" aria-disabled={busy.value}>
          {busy.value ? strings.signingIn : strings.signIn}
        </button>
      </form>
      <div role="alert">{failure.value && <TroubleView trouble={troubleOf(failure.value)} />}</div>
    </main>
  )
}
