import { render } from 'preact'
import { App } from './app.js'
import { start, tell } from './state/chats.js'

const place = document.getElementById('page')
if (place) render(<App />, place)
start().catch(tell)
