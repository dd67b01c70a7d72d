-- Gathers what each process that waits for steps is told: `tell` for a step, `send` at the end.
-- Needs the key prefixes as the first arguments: ARGV[2] of the sets of waiters, ARGV[4] of their channels.
local news = {}
local function tell(key, message)
  -- Where something else has that key, the error has no elements: nobody is told.
  for _, waiter in ipairs(redis.pcall('SMEMBERS', ARGV[2] .. key)) do
    local texts = news[waiter] or {}
    news[waiter] = texts
    texts[#texts + 1] = '["' .. key .. '",' .. message .. ']'
  end
end
local function send()
  for waiter, texts in pairs(news) do
    redis.call('PUBLISH', ARGV[4] .. waiter, '[' .. table.concat(texts, ',') .. ']')
  end
end
