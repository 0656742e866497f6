// Texts as a model writes them, of any length, each piece with a number by which it is found again. Pure.

/** By turns: what an answer holds, in Markdown. `n` is the number of the piece. */
const PIECES: readonly ((n: string) => string)[] = [
  (n) =>
    `## Part ${n}: what a lamp in the porch is for\n\nIt says *somebody is home*, and **you were expected**. The rest is \`wiring\`, and [a page about it](https://commonmark.org/help/).`,
  (n) =>
    `In part ${n} a sentence goes on for a while, as sentences of a model do, with a clause that explains the one before it and another one that takes half of it back. Then a short one. Then one with \`inline code\`, **weight**, *stress* and ~~a word that was wrong~~, so that a line is made of several pieces.`,
  (n) =>
    `1. Part ${n} begins with a kettle of water\n2. Then the tea\n   - green: three minutes\n   - black: five minutes\n3. Then patience\n\n- [x] water\n- [ ] tea`,
  (n) =>
    `\`\`\`python\n# part ${n}\ndef greet(name: str) -> str:\n    """What stands over the door."""\n    if not name:\n        raise ValueError("somebody has a name")\n    return f"The light is on, {name}."\n\nprint(greet("traveller"))\n\`\`\``,
  (n) =>
    `| Part ${n} | File | Memory | What it is like |\n|---:|:---|---:|:---|\n| 1 to 3 billion | 2 GB | 4 GB | quick, forgetful |\n| 7 to 9 billion | 5 GB | 8 GB | a solid helper |\n| 27 to 32 billion | 20 GB | 24 GB | good at code |`,
  (n) => `> Part ${n}: a lamp in the porch says two things at once.\n>\n> Somebody is home, and the door is shut.`,
]

const numbered = (n: number): string => String(n).padStart(5, '0')
const PART = /[Pp]art (\d{5})/g

/** The piece of that number. */
export const piece = (n: number): string => (PIECES[n % PIECES.length] ?? String)(numbered(n))

/** Pieces from number 0 on, until it is so long. */
export function longText(characters: number): { readonly text: string; readonly pieces: number } {
  const pieces: string[] = []
  for (let length = 0; length < characters; length += pieces.at(-1)!.length + 2) pieces.push(piece(pieces.length))
  return { text: pieces.join('\n\n'), pieces: pieces.length }
}

/** The numbers of the pieces in what is shown, in order. */
export const piecesIn = (shown: string): number[] => [...shown.matchAll(PART)].map(([, n]) => Number(n))
