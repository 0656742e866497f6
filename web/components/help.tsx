// The keys, and where things are.
import { Dialog } from './dialog.tsx'
import './help.css'
import { isMac } from './platform.ts'
import { helpStrings as words } from './strings-help.ts'
import { strings } from './strings.ts'

interface Props {
  readonly close: () => void
}

export function Help({ close }: Props) {
  const { alt, command } = strings.keyNames(isMac())
  const keys: readonly [what: string, ...keys: (readonly string[])[]][] = [
    [words.keyNew, [alt, 'N']],
    [words.keyFind, ['/'], [command, 'K']],
    [words.keyPrevious, [alt, '↑']],
    [words.keyNext, [alt, '↓']],
    [words.keySend, [words.enter]],
    [words.keyBreak, [words.shift, words.enter]],
    [words.keyEditLast, ['↑']],
    [words.keyStop, [words.escape]],
    [words.keyHelp, ['?']],
  ]
  return (
    <Dialog kind="dialog" label={words.helpTitle} close={close} reads>
      <div class="help">
        <h3>{words.helpKeys}</h3>
        <dl class="keys">
          {keys.map(([what, ...ways]) => (
            <div key={what}>
              <dt>{what}</dt>
              {ways.map((way) => (
                <dd key={way.join()}>
                  {way.map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </dd>
              ))}
            </div>
          ))}
        </dl>
        <h3>{words.helpPlaces}</h3>
        <dl class="places">
          {words.places.map(([what, where]) => (
            <div key={what}>
              <dt>{what}</dt>
              <dd>{where}</dd>
            </div>
          ))}
        </dl>
      </div>
    </Dialog>
  )
}
