// Mounts the page.
import './styles/layers.css'
import './styles/tokens.css'
import './styles/base.css'
import { render } from 'preact'
import { App } from './components/app.tsx'
import { dress } from './components/page-look.ts'
import { fetchMessages } from './components/thread.tsx'
import { start } from './start.ts'

const app = start()
dress(app, document)
// Where a chat is opened, what shows it comes at the same time as the chat itself.
if (app.router.route.peek() !== null) fetchMessages((call) => call())
render(<App app={app} />, document.getElementById('root')!)
