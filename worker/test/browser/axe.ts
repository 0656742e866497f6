// What keeps people out: a page as axe judges it, by WCAG 2.2 AA and what is good practice besides.
import axe from 'axe-core'
import type { Page } from 'playwright-core'

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

const RUN = `axe.run(document, { runOnly: { type: 'tag', values: ${JSON.stringify(TAGS)} }, resultTypes: ['violations'] }).then(({ violations }) =>
  violations.map(({ id, impact, help, nodes }) => id + ' (' + impact + '): ' + help + ': ' + nodes.map(({ target }) => target.flat().join(' ')).join(', ')))`

/** One line a rule that is broken: its name, how bad, what it asks for, and where. Of the page as it stands; the judge stays in it. */
export async function faultsOf(page: Page): Promise<string[]> {
  // Not by a script element: the policy of the page forbids those, and shall.
  if (!(await page.evaluate<boolean>(`'axe' in window`))) await page.evaluate(axe.source)
  return page.evaluate<string[]>(RUN)
}
