// Calls in a task of its own, as soon as the one under way has ended: between the two the page may answer a finger.

/** Not a timer: those wait a second each while the page is not seen. */
export function createSoon(): (call: () => void) => void {
  const { port1, port2 } = new MessageChannel()
  const calls: (() => void)[] = []
  port1.addEventListener('message', () => calls.shift()?.())
  port1.start()
  return (call) => {
    calls.push(call)
    port2.postMessage(null)
  }
}
