// A body from outside, read up to a bound and no longer than a signal allows. Never throws.

/** Reads at most `maxBytes`, then cancels the rest. Gives what came: where it was longer, broke, or the signal came first, that is a part. */
export async function readText(body: ReadableStream<Uint8Array> | null, maxBytes: number, signal: AbortSignal): Promise<string> {
  if (body === null) return ''
  const utf8 = new TextDecoder()
  let text = ''
  let bytes = 0
  const reader = body.getReader()
  const close = closer(reader)
  signal.addEventListener('abort', close, { once: true })
  try {
    while (!signal.aborted) {
      const { done, value } = await reader.read()
      if (done || signal.aborted) break
      const piece = value.subarray(0, maxBytes - bytes)
      bytes += piece.byteLength
      text += utf8.decode(piece, { stream: true })
      if (piece.byteLength < value.byteLength) break
    }
  } catch {
    // What came before it broke is what there is.
  } finally {
    signal.removeEventListener('abort', close)
    close()
  }
  return text + utf8.decode()
}

/** Cancels a reader, which is how the other end learns that nobody listens. May be called again; never rejects. */
export function closer(reader: ReadableStreamDefaultReader<Uint8Array>): () => void {
  return () => {
    reader.cancel().catch(() => undefined)
  }
}
