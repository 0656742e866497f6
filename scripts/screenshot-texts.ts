// What is asked and answered in the pictures of the page: questions that people have, answers that are right.
import { BY_COMMAND, type Examination, NOT_VISIBLE } from '../shared/doctor.ts'
import type { Prepared } from '../worker/bench/prepared-model.ts'

/** Tokens a second: a model of seven billion parameters on a card of some years ago. */
const RATE = 45
/** What it reads a question in, in milliseconds. */
const READING_MS = 640

export const RECURSION = 'Explain recursion to me as you would to a ten-year-old'
export const COMPARE = 'When is a loop better? Compare them, and give me three things to practise'
export const MEMORY = 'How much memory does a model need at home?'
export const BREAD = 'Plan a sourdough loaf for Saturday morning, hour by hour'
export const RENAME = 'Rename photos by the date they were taken, in Python'
export const CROSSING = 'A boat carries two: how do a wolf, a goat and a cabbage cross?'
export const UNHEARD = 'Summarise the notes of this week in five lines'

const ANSWERS: Readonly<Record<string, Omit<Prepared, 'rate' | 'delay'>>> = {
  [RECURSION]: {
    text: `Imagine a row of children, and you want to know how many stand in front of you. You cannot see them all. So you ask the one before you: *how many are before you?* That child does the same, and so on, until the first one says **none**. Then the answers come back, and everybody adds one.

Recursion is exactly that:

1. **A question that is a smaller copy of itself.** Each child asks the same thing about a shorter row.
2. **A case that needs no asking.** The first child just knows. Without it the asking would never end.

In a program it looks like this:

\`\`\`python
def before_me(row: list[str], me: int) -> int:
    if me == 0:          # the first one just knows
        return 0
    return before_me(row, me - 1) + 1
\`\`\`

The last line is the whole trick: the function trusts itself to solve the smaller row, and adds its own part.`,
  },
  [COMPARE]: {
    text: `A loop is better when the work is a plain row of things. Recursion is better when things **contain things of their own kind**: folders in folders, replies to replies.

| | Loop | Recursion |
|:--|:--|:--|
| Reads best for | lists, counters | trees, mazes, nested text |
| Memory | stays the same | grows with the depth |
| Goes wrong by | counting one too many | a missing first case |

Three things to practise, each a little harder:

- [x] Count the files in a folder and all folders inside it
- [ ] Print every order of the letters in \`tea\`
- [ ] Solve the towers of Hanoi with four discs

> Write the case that needs no asking first. The rest is usually one line.`,
  },
  [MEMORY]: {
    text: `As a rule of thumb, with four bits a number:

| Parameters | File | Comfortable memory |
|--:|--:|--:|
| 3 billion | 2 GB | 4 GB |
| 8 billion | 5 GB | 8 GB |
| 32 billion | 20 GB | 24 GB |
| 70 billion | 42 GB | 48 GB |

The conversation needs room of its own: the longer the context, the more.`,
  },
  [BREAD]: {
    text: `For a loaf at nine on Saturday, start on Thursday night:

- **Thursday 22:00** feed the starter
- **Friday 8:00** mix flour and water, wait an hour, then add starter and salt
- **Friday 9:00 to 12:00** fold once every half hour
- **Friday 15:00** shape, and into the fridge
- **Saturday 7:30** oven to 250 °C, with the pot inside
- **Saturday 8:15** bake: 25 minutes with the lid, 20 without

Let it cool for an hour, if you can.`,
  },
  [RENAME]: {
    text: `This reads the date from each picture and leaves those alone that have none:

\`\`\`python
from datetime import datetime
from pathlib import Path

from PIL import Image

TAKEN = 36867  # DateTimeOriginal


def rename(folder: Path) -> None:
    for photo in sorted(folder.glob("*.jp*g")):
        with Image.open(photo) as image:
            taken = image.getexif().get_ifd(0x8769).get(TAKEN)
        if taken is None:
            print(f"no date: {photo.name}")
            continue
        when = datetime.strptime(taken, "%Y:%m:%d %H:%M:%S")
        target = photo.with_name(f"{when:%Y-%m-%d_%H%M%S}{photo.suffix.lower()}")
        if not target.exists():
            photo.rename(target)


rename(Path.home() / "Pictures")
\`\`\`

It needs \`pip install pillow\`. Two pictures of the same second keep their old names, so that nothing is overwritten. Try it on a copy of the folder first.`,
  },
  [CROSSING]: {
    reasoning: `The wolf must not be alone with the goat, nor the goat with the cabbage. So the goat goes first: wolf and cabbage can stay together. Coming back empty, I take the wolf or the cabbage. Either would be with the goat on the far side, so the goat must come back with me. Then I leave it, take the other one across, and come back for the goat. That is seven crossings.`,
    text: `Seven crossings, and the goat travels three times:

1. Take the **goat** over.
2. Come back alone.
3. Take the **wolf** over.
4. Bring the **goat** back.
5. Take the **cabbage** over.
6. Come back alone.
7. Take the **goat** over.`,
  },
}

/** null: there is no answer to that here. */
export function answerTo(question: string): Prepared | null {
  const answer = ANSWERS[question]
  return answer === undefined ? null : { ...answer, rate: RATE, delay: READING_MS }
}

/** What the doctor knows half way, on the edge. */
export const HALF_WAY: Examination = {
  began: 0,
  done: false,
  findings: [
    { step: 'name', result: 'not_visible', says: `${NOT_VISIBLE} How the name is looked up is not told here.`, todo: [BY_COMMAND] },
    { step: 'tls', result: 'not_visible', says: `${NOT_VISIBLE} Certificates are not told here.`, todo: [] },
    { step: 'connection', result: 'ok', says: 'Something answers at the other end.', todo: [] },
    { step: 'access', result: 'ok', says: 'Nothing asks for a sign-in.', todo: [] },
    { step: 'path', result: 'ok', says: 'A model API answers at that path.', todo: [] },
  ],
}
