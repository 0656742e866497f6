// Plain `workerd serve`: the bundle that wrangler would deploy, and a configuration around it.
export interface Given {
  readonly vars: Readonly<Record<string, string>>
  readonly dataDir: string
  readonly port: number
  readonly open: boolean
}
export async function workerdArguments(_given: Given): Promise<{ readonly program: string; readonly args: readonly string[] }> {
  throw new Error('not yet')
}
