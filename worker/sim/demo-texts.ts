// What the demo says about itself, and the short texts that show what the page can do.

export const TRY = `- **markdown**: headings, lists, a quote, a link, a task list
- **table**: which model fits into which memory
- **code**: the same request in five languages (or **python**, **typescript**, **go**, **bash**, **sql** alone)
- **long**: about two thousand words
- **slow**: four words a second, to look at the phase line and try Stop
- **think**: reasoning first, then the answer
- **cut off**: an answer that ends at its length limit
- **error** and **error in the middle**: what it looks like when a model fails
- a sum, such as **12 × (3 + 4)**
- **connect LM Studio**, **connect Ollama**, **connect llama.cpp**, and each of them through **cloudflared**, **ngrok** or **Tailscale**`

export const WELCOME = `Good to see you. I am the demo that comes with Porchlight. I am **not a language model**: I follow a few word rules and send prepared texts, so that you can look at the page before your own model is connected.

Send me one of these words:

${TRY}

When LM Studio runs on this machine with a model loaded, new chats go to it by themselves.`

export const PAGE = `This page is the same whoever answers, a model of yours or I, the demo. It can do this:

- **Markdown** is drawn while it is written: lists with boxes, quotes, tables that scroll. Code says its language and has **Copy** and **Wrap**.
- **Stop** ends an answer at once, and what was written stays. **Retry** asks the same question again: the answers stand beside each other, as in *2 of 3*.
- **Edit** a question of yours, and the chat branches off from there. The old branch stays.
- Close the tab or take another device: an answer goes on without you, and is there when you come back.
- Each chat has its own model, system prompt and temperature, if you want.
- **Export** takes a chat with you, as Markdown or as JSON.
- **Install** puts the page among the apps of a phone, where it came by https: look for *Install* or *Add to Home Screen* in the menu of the browser.
- The key \`?\` opens a sheet with all other keys.

To see it at work, send me one of these words:

${TRY}`

export const IGNORED = `I am the demo, and I ignore the system prompt and the temperature: my texts are prepared. They stay with the chat, and a model of your own is asked with them.`

export const WHO = `I am the demo that comes with Porchlight: some hundred lines of word rules and a handful of prepared texts. There is no language model in me, I do not learn, and I look only at your last message.

What you see around my words is real: the stream, the phases, Stop, Retry and Edit, the stored chat. Only the words are prepared.

${TRY}`

export const THANKS = `You are welcome. I am only the demo, but the sentiment was prepared with care. If you like the page, the next step is **connect LM Studio**.`

/** `question` stands on one line. */
export const unable = (question: string): string => `I cannot answer this one:

> ${question}

I am the demo that comes with Porchlight, not a language model. I know a few words and prepared texts, and I would rather say so than make something up. Your question needs a model of your own; once one is connected, ask it again in a new chat.

What I can do:

${TRY}`

export const NOTHING_ASKED = `There was no question in that message. I am the demo; these are words that I know:

${TRY}`

export const summed = (asked: string, result: string): string => `${asked} = **${result}**

I am the demo and not a language model, but sums of this kind I really work out.`

export const undividable = (asked: string): string => `${asked} has no result: it divides by zero.

I am the demo and not a language model, but that much arithmetic I know.`

export const TOUR = `# A tour of Markdown

This is a prepared text of the demo. It holds what a model's answer usually holds.

## Words

Some are **bold**, some are *italic*, some are ~~struck out~~, and some are \`code\`. A link looks like [this one](https://commonmark.org/help/). Letters may come from anywhere: naïve café, Ελληνικά, 日本語, العربية, and 🏮 for the porch.

## Lists

1. First a kettle of water
2. Then the tea
   - green: three minutes
   - black: five minutes
     - with milk: one more
3. Then patience

And one with boxes:

- [x] Open the page
- [x] Ask the demo
- [ ] Connect a model of your own

## A quote

> A lamp in the porch says two things at once: somebody is home, and you were expected.
>
> > And a third to the moths.

## A little code

**Copy** takes it to the letter. **Wrap** breaks long lines, instead of scrolling sideways.

\`\`\`python
def greet(name: str) -> str:
    return f"The light is on, {name}."
\`\`\`

## A small table

| Sign | Means |
|:-----|------:|
| \`**\` | bold |
| \`*\` | italic |

---

That line was a rule. For more of each kind say **table**, **code** or **long**.`

export const TABLE = `This table is a prepared text of the demo. It says roughly how much memory a model wants when it is stored in four bits a number, which is the usual size at home.

| Parameters | File | Comfortable memory | What it is like |
|-----------:|-----:|-------------------:|:----------------|
| 1 to 3 billion | 1 to 2 GB | 4 GB | quick, forgetful, good for short rewriting |
| 7 to 9 billion | 5 GB | 8 GB | a solid everyday helper |
| 12 to 14 billion | 8 to 9 GB | 12 GB | noticeably better at following instructions |
| 27 to 32 billion | 17 to 20 GB | 24 GB | good at code and at longer reasoning |
| 47 billion (8 × 7, mixed) | 26 GB | 32 GB | writes faster than its size suggests |
| 70 billion | 42 GB | 48 GB | the largest that most homes can hold |

The conversation needs memory of its own: the longer the context, the more. When a model only just fits, load it with a shorter context.`

export const SLOW = `This is the slow answer of the demo. It comes at about four words a second, the pace of a large model on a small machine. You have time to look around. The line above the answer says what is happening and for how long. If you press Stop, the words end here and now, and what was written stays. If you close this tab and open it again, the answer has gone on without you. And if you do nothing at all, it comes to its end in a few seconds, unhurried, like this.`

export const REASONING = `The demo was asked to show reasoning, so this is a small problem with prepared thoughts. Six people meet and each shakes hands with each other person once. How many handshakes are there? Each of the six shakes five hands, which makes thirty. But then every handshake was counted twice, once from either side. So thirty has to be halved. A check with three people: three times two is six, halved is three. That is right: there are three pairs.`

export const REASONED = `There are **15** handshakes.

Each of six people shakes five hands, which makes 30, and each handshake was counted from both sides: 30 ÷ 2 = 15.

What came before this answer was sent in a channel of its own, as models that think before they speak do it. Both parts are prepared: I am the demo, and did not think.`

export const CUT_OFF = `This answer of the demo reaches its length limit before it reaches its end. A model has such a limit too, and when it stops there, the page should say that the answer was cut and not that it is complete. You can tell by the fact that this sentence`

export const CUT_OFF_REST = ` has no end of its own: it has one now, because you asked the demo to continue.`

export const BEFORE_ERROR = `This is the demo, on its way to fail as you asked. It writes a few sentences like any model, and then, with no warning and in the middle of a`
