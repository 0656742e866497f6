// Draws the icons of the installed page into web/public: one lamp on a quiet ground. Run by hand after a change here: node scripts/icons.ts
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { constants, crc32, deflateSync } from 'node:zlib'
import { command } from './command.ts'
import { startChromium } from './quiet-chromium.ts'
import { ROOT } from './wrangler.ts'

interface Icon {
  readonly file: string
  /** Pixels of a side. */
  readonly size: number
  /** The radius of the lamp, of a drawing 512 wide. */
  readonly lamp: number
  /** The radius of the corners; systems that cut the picture themselves want none. */
  readonly corner: number
}

const ICONS: readonly Icon[] = [
  { file: 'icon-192.png', size: 192, lamp: 132, corner: 112 },
  { file: 'icon-512.png', size: 512, lamp: 132, corner: 112 },
  // Lamp and glow stay within the inner 80 %, whatever shape is cut.
  { file: 'icon-maskable-512.png', size: 512, lamp: 112, corner: 0 },
  { file: 'apple-touch-icon.png', size: 180, lamp: 128, corner: 0 },
  // What browsers ask for beside a page that names no icon.
  { file: 'favicon.ico', size: 32, lamp: 176, corner: 112 },
]

const GROUND = '#14161b'
/** The glow ends at this many radii of the lamp. */
const REACH = 1.6
/** Steps of the lamp's light and of its glow. With few colours, none of them blended, an icon is a tenth of the bytes. */
const LIGHT_STEPS = 16
const RIM_STEPS = 6
const GLOW_STEPS = 14
/** Colours in the palette: those above, and enough for smooth edges. */
const COLOURS = 80

const channels = (colour: string): number[] => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))

function between(from: string, to: string, part: number): string {
  const end = channels(to)
  const mixed = channels(from).map((value, at) => Math.round(value + (end[at]! - value) * part))
  return `rgb(${mixed.join(' ')})`
}

/** Rings of one colour each, from one radius of the gradient to another. */
function rings(count: number, from: number, to: number, inner: string, outer: string): string {
  const at = (step: number): number => from + ((to - from) * step) / count
  const ring = (step: number): string => {
    const colour = between(inner, outer, step / (count - 1))
    return `<stop offset="${at(step)}" stop-color="${colour}"/><stop offset="${at(step + 1)}" stop-color="${colour}"/>`
  }
  return Array.from({ length: count }, (_, step) => ring(step)).join('')
}

const drawing = ({ size, lamp, corner }: Icon): string =>
  `<style>body{margin:0}svg{display:block}</style><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512" width="${size}" height="${size}"><defs>` +
  `<radialGradient id="light" cx=".5" cy=".42" r=".58">${rings(LIGHT_STEPS, 0.08, 0.62, '#fff6e0', '#f2b24a')}${rings(RIM_STEPS, 0.62, 1, '#f2b24a', '#d98f1e')}</radialGradient>` +
  `<radialGradient id="glow">${rings(GLOW_STEPS, 0.5, 1, '#5f4a26', GROUND)}</radialGradient></defs>` +
  `<rect width="512" height="512" rx="${corner}" fill="${GROUND}"/><circle cx="256" cy="256" r="${lamp * REACH}" fill="url(#glow)"/>` +
  `<circle cx="256" cy="256" r="${lamp}" fill="url(#light)"/></svg>`

/** Run in the browser: the pixels of a PNG, four bytes each, as base64. */
const readPixels = (png: Buffer): string => `(async () => {
  const image = new Image()
  image.src = 'data:image/png;base64,${png.toString('base64')}'
  await image.decode()
  const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height })
  const context = canvas.getContext('2d')
  context.drawImage(image, 0, 0)
  const { data } = context.getImageData(0, 0, image.width, image.height)
  return btoa(Array.from(data, (byte) => String.fromCharCode(byte)).join(''))
})()`

/** The most frequent colours, and for each pixel the place of the nearest one. */
function reduced(pixels: Buffer): { readonly palette: readonly number[]; readonly places: Buffer } {
  const colours = Array.from({ length: pixels.length / 4 }, (_, at) => (pixels[at * 4 + 3] === 0 ? 0 : pixels.readUInt32BE(at * 4)))
  const counts = new Map<number, number>()
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1)
  const palette = [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, COLOURS)
    .map(([colour]) => colour)
  const bytes = (colour: number): number[] => [24, 16, 8, 0].map((shift) => (colour >>> shift) & 255)
  const distance = (a: number, b: number): number => {
    const other = bytes(b)
    return bytes(a).reduce((sum, byte, at) => sum + (byte - other[at]!) ** 2, 0)
  }
  const nearest = new Map(
    [...counts.keys()].map((colour) => [colour, palette.reduce((best, one, at) => (distance(colour, one) < distance(colour, palette[best]!) ? at : best), 0)]),
  )
  return { palette, places: Buffer.from(colours.map((colour) => nearest.get(colour)!)) }
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}

/** A PNG with a palette. */
function encode(pixels: Buffer, size: number): Buffer {
  const { palette, places } = reduced(pixels)
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  // Eight bits a pixel, each a place in the palette.
  header.set([8, 3], 8)
  const rows = Buffer.concat(Array.from({ length: size }, (_, row) => Buffer.concat([Buffer.of(0), places.subarray(row * size, (row + 1) * size)])))
  const ways = [constants.Z_DEFAULT_STRATEGY, constants.Z_FILTERED, constants.Z_RLE].map((strategy) => deflateSync(rows, { level: 9, memLevel: 9, strategy }))
  const [smallest] = ways.sort((a, b) => a.length - b.length)
  return Buffer.concat([
    Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap((colour) => [colour >>> 24, (colour >>> 16) & 255, (colour >>> 8) & 255]))),
    chunk('tRNS', Buffer.from(palette.map((colour) => colour & 255))),
    chunk('IDAT', smallest!),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** The only picture of an ICO file. */
function wrapped(png: Buffer, size: number): Buffer {
  const header = Buffer.alloc(22)
  // Kind, count, width, height, planes, bits, length, place.
  header.writeUInt16LE(1, 2)
  header.writeUInt16LE(1, 4)
  header.set([size, size], 6)
  header.writeUInt16LE(1, 10)
  header.writeUInt16LE(32, 12)
  header.writeUInt32LE(png.length, 14)
  header.writeUInt32LE(header.length, 18)
  return Buffer.concat([header, png])
}

await command(async () => {
  const browser = await startChromium()
  try {
    for (const icon of ICONS) {
      const page = await browser.newPage({ viewport: { width: icon.size, height: icon.size } })
      await page.setContent(drawing(icon))
      const pixels: unknown = await page.evaluate(readPixels(await page.screenshot({ omitBackground: true })))
      if (typeof pixels !== 'string') throw new TypeError('the browser gave no pixels')
      const png = encode(Buffer.from(pixels, 'base64'), icon.size)
      const file = icon.file.endsWith('.ico') ? wrapped(png, icon.size) : png
      writeFileSync(path.join(ROOT, 'web/public', icon.file), file)
      console.log(`${icon.file}: ${file.length} bytes`)
      await page.close()
    }
  } finally {
    await browser.close()
  }
  return 0
})
