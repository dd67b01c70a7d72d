import { render } from 'preact'
import { App } from './app.js'
import { listen, start, tell } from './state/chats.js'

const place = document.getElementById('page')
if (place) render(<App />, place)
listen()
start().catch(tell)
