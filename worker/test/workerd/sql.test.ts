// The Sql port over a Durable Object's storage, in workerd.
import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { createCloudflareSql } from '../../hosts/cloudflare-sql.ts'
import { sqlContract } from '../sql.contract.ts'

let opened = 0

// One object a test; its own tables are taken away first.
sqlContract('workerd', async (use) => {
  opened += 1
  await runInDurableObject(env.ACCOUNT.getByName(`sql-${opened}`), (_object, { storage }) => {
    const sql = createCloudflareSql(storage)
    sql.wipe()
    use(sql)
  })
})
