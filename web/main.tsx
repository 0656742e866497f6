// Mounts the page.
import './styles/layers.css'
import './styles/tokens.css'
import './styles/base.css'
import { render } from 'preact'
import { App } from './components/app.tsx'
import { dress } from './components/page-look.ts'
import { start } from './start.ts'

const app = start()
dress(app, document)
render(<App app={app} />, document.getElementById('root')!)
