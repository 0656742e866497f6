// What stands in a line, as nodes.
/** @jsxImportSource preact */
import type { ComponentChild } from 'preact'
import type { Tools } from './tools.ts'
import type { Inline } from './tree.ts'

export const drawLine = (line: readonly Inline[], tools: Tools): ComponentChild[] => line.map((one) => drawInline(one, tools))

function drawInline(one: Inline, tools: Tools): ComponentChild {
  if (typeof one === 'string') return one
  switch (one.kind) {
    case 'strong':
      return <strong>{drawLine(one.children, tools)}</strong>
    case 'em':
      return <em>{drawLine(one.children, tools)}</em>
    case 'del':
      return <del>{drawLine(one.children, tools)}</del>
    case 'code':
      return <code dir="ltr">{one.text}</code>
    case 'link':
      return (
        <Away url={one.url} title={one.url}>
          {drawLine(one.children, tools)}
        </Away>
      )
    case 'image':
      return <img src={one.src} alt={one.alt} />
    case 'foreign':
      return (
        <span class="foreign" dir="auto">
          {one.alt !== '' && <span>{tools.words.imageNamed(one.alt)}</span>} <span dir="ltr">{tools.words.imageFrom(one.host)}</span>{' '}
          <Away url={one.url} title={one.url}>
            {tools.words.openImage}
          </Away>
        </span>
      )
  }
}

interface AwayProps {
  readonly url: string
  readonly title: string
  readonly children: ComponentChild
}

/** Whoever is visited learns nothing of this page. */
const Away = ({ url, title, children }: AwayProps) => (
  <a href={url} title={title} target="_blank" rel="noopener noreferrer nofollow">
    {children}
  </a>
)
