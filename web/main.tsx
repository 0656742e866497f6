// Mounts the page.
import './styles/layers.css'
import './styles/tokens.css'
import './styles/base.css'
import { render } from 'preact'
import { App } from './components/app.tsx'
import { fetchListed } from './components/conversation-list.tsx'
import { dress } from './components/page-look.ts'
import { stayBeside } from './components/screen-keyboard.ts'
import { fetchMessages } from './components/thread.tsx'
import { start } from './start.ts'

const app = start()
dress(app, document)
if (window.visualViewport) stayBeside(document, window.visualViewport)
// Where a chat is opened, what shows it comes at the same time as the chat itself.
if (app.router.route.peek() !== null) fetchMessages((call) => call())
// What is in the list comes at the same time as the list itself.
fetchListed()
render(<App app={app} />, document.getElementById('root')!)
