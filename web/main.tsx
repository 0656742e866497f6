// Mounts the page.
import './styles/layers.css'
import './styles/tokens.css'
import './styles/base.css'
import { render } from 'preact'
import { App } from './components/app.tsx'
import { start } from './start.ts'

render(<App app={start()} />, document.getElementById('root')!)
