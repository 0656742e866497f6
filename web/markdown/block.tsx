// Blocks as nodes. What is the same object as before is not drawn again, and its elements stay.
/** @jsxImportSource preact */
import { Component, type ComponentChild, type VNode } from 'preact'
import { CodeView } from './code.tsx'
import { drawLine } from './inline.tsx'
import type { Tools } from './tools.ts'
import type { Block, Item, List, Row, Table } from './tree.ts'

/** Blocks that are looked at together: of a long answer only the last ones change. */
const GROUP = 16

/** Which way it runs, as its first words say. Only the outermost block has it, and all in it runs the same way: a browser does not count the words of a part that has its own. */
type Way = 'auto' | undefined

interface KeptProps<T> {
  readonly value: T
  readonly draw: (value: T) => ComponentChild
}

class Kept<T> extends Component<KeptProps<T>> {
  override shouldComponentUpdate(next: KeptProps<T>): boolean {
    return next.value !== this.props.value
  }
  override render(): ComponentChild {
    return this.props.draw(this.props.value)
  }
}

interface GroupProps {
  readonly blocks: readonly Block[]
  readonly tools: Tools
}

class Group extends Component<GroupProps> {
  override shouldComponentUpdate(next: GroupProps): boolean {
    const { blocks } = this.props
    return next.blocks.length !== blocks.length || next.blocks.some((block, index) => block !== blocks[index])
  }
  override render(): ComponentChild {
    return <div class="blocks">{drawBlocks(this.props.blocks, this.props.tools, 'auto')}</div>
  }
}

/** All blocks of an answer. */
export const drawAll = (blocks: readonly Block[], tools: Tools): VNode[] =>
  Array.from({ length: Math.ceil(blocks.length / GROUP) }, (_, index) => (
    <Group key={index} blocks={blocks.slice(index * GROUP, (index + 1) * GROUP)} tools={tools} />
  ))

const drawBlocks = (blocks: readonly Block[], tools: Tools, way?: Way): VNode[] =>
  blocks.map((block, index) => <Kept key={index} value={block} draw={(value: Block) => drawBlock(value, tools, way)} />)

export function drawBlock(block: Block, tools: Tools, way: Way): VNode | readonly ComponentChild[] | null {
  switch (block.kind) {
    case 'paragraph':
      return <p dir={way}>{drawLine(block.line, tools)}</p>
    case 'text':
      return drawLine(block.line, tools)
    case 'heading':
      // One rank below the page's heading of the answer, whatever a model began with; how it looks follows its level.
      return (
        <h3 dir={way} data-level={block.level}>
          {drawLine(block.line, tools)}
        </h3>
      )
    case 'code':
      return <CodeView code={block} tools={tools} />
    case 'plain':
      return (
        <p dir={way} class="plain">
          {block.text}
        </p>
      )
    case 'rule':
      return <hr />
    case 'quote':
      return <blockquote dir={way}>{drawBlocks(block.blocks, tools)}</blockquote>
    case 'list':
      return drawList(block, tools, way)
    case 'table':
      return block.head === null && block.rows.length === 0 ? null : drawTable(block, tools, way)
  }
}

function drawList({ start, loose, items }: List, tools: Tools, way: Way): VNode {
  const drawn = items.map((item, index) => <Kept key={index} value={item} draw={(value: Item) => drawItem(value, tools)} />)
  return start === null ? (
    <ul dir={way} data-loose={loose}>
      {drawn}
    </ul>
  ) : (
    <ol dir={way} start={start} data-digits={String(start + items.length - 1).length} data-loose={loose}>
      {drawn}
    </ol>
  )
}

const drawItem = ({ checked, blocks }: Item, tools: Tools): VNode => (
  <li data-task={checked !== null}>
    {checked !== null && (
      <>
        <span class="box" data-checked={checked} />
        <span class="unseen" dir="ltr">
          {checked ? tools.words.done : tools.words.notDone}{' '}
        </span>
      </>
    )}
    {drawBlocks(blocks, tools)}
  </li>
)

// A box that scrolls must be reached by the keyboard.
const drawTable = ({ align, head, rows }: Table, tools: Tools, way: Way): VNode => (
  // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
  <figure class="table" dir={way} data-continues={head === null} aria-label={tools.words.table} tabIndex={0}>
    <table>
      {head && (
        <thead>
          <tr>
            {head.cells.map((cell, index) => {
              // A corner without words names nothing.
              const Cell = cell.length === 0 ? 'td' : 'th'
              return (
                <Cell key={index} scope={Cell === 'th' ? 'col' : undefined} data-align={align[index] ?? undefined}>
                  {drawLine(cell, tools)}
                </Cell>
              )
            })}
          </tr>
        </thead>
      )}
      <tbody>
        {rows.map((row, index) => (
          <Kept key={index} value={row} draw={(value: Row) => drawRow(value, align, tools)} />
        ))}
      </tbody>
    </table>
  </figure>
)

const drawRow = ({ cells }: Row, align: Table['align'], tools: Tools): VNode => (
  <tr>
    {cells.map((cell, index) => (
      <td key={index} data-align={align[index] ?? undefined}>
        {drawLine(cell, tools)}
      </td>
    ))}
  </tr>
)
