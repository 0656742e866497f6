// What `cloudflare:workers` gives to the tests in workerd.
declare namespace Cloudflare {
  interface Env extends ObjectBindings {
    LLM_BASE_URL: string
    LOG_LEVEL: string
  }
  interface GlobalProps {
    mainModule: typeof import('../../index.ts')
  }
}
type ObjectBindings = import('../../hosts/cloudflare.ts').Env
