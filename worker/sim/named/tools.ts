// Cases 59 to 63: calls of tools.
import { chunk, completion } from '../wire.ts'
import type { Send } from '../play.ts'
import { body, type CaseRow, COUNT, END, META, row, says, send, STOP, stream } from './row.ts'

const calls = (...tool_calls: readonly unknown[]): Send => send(chunk(META, { role: 'assistant', tool_calls }, null))
const begin = (index: number, id: string, name: string): unknown => ({ index, id, type: 'function', function: { name, arguments: '' } })
const piece = (index: number, text: string): unknown => ({ index, function: { arguments: text } })
const CALLED = [send(chunk(META, {}, 'tool_calls')), END]

const WEATHER = 'get_current_weather'
/** One call in fragments, as they were seen. */
const fragments = (id: string): Send[] => [calls(begin(0, id, WEATHER)), ...['{"', 'city', '":"', 'Bern', '"}'].map((text) => calls(piece(0, text)))]

export const TOOLS: readonly CaseRow[] = [
  row(59, 'tool-deltas', 'a call: its name first, then fragments of its arguments', stream([...fragments('814890118'), ...CALLED])),
  row(
    60,
    'tool-parallel',
    'two calls, their fragments in between each other',
    stream([
      calls(begin(0, '814890118', WEATHER)),
      calls(begin(1, '814890119', 'get_time')),
      calls(piece(0, '{"city":')),
      calls(piece(1, '{"zone":')),
      calls(piece(0, '"Bern"}'), piece(1, '"CET"}')),
      ...CALLED,
    ]),
  ),
  row(61, 'tool-empty-id', 'a call whose id is empty', stream([...fragments(''), ...CALLED])),
  row(62, 'tool-in-text', 'what should have been a call is in the text', {
    request: stream([says('[TOOL_REQUEST]{"name":"get_time",'), says('"arguments":{}}[END_TOOL_REQUEST]'), STOP, END]),
    xml: stream([says('<tool_call>\n<function=get_time>'), says('</function>\n</tool_call>'), STOP, END]),
  }),
  row(63, 'tool-dropped', 'a call that could not be made: no text, no call, finish stop', {
    stream: stream([send(chunk(META, { role: 'assistant', content: '', tool_calls: [] }, null)), STOP, END]),
    whole: body(200, completion(META, '', '', 'stop', COUNT)),
  }),
]
