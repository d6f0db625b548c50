-- Who works for which name. Times are this server's, in milliseconds.
--
-- KEYS[1] = base of the keys:
--   base.owners  sorted set of who asks, by when they are taken for dead
--   base.held    hash of names → 'EXPIRES FENCE OWNER'
--   base.fence   the last fence
-- ARGV[1] = what to do, by the table at the end.

local base = KEYS[1]
local OWNERS, HELD, FENCE = base .. '.owners', base .. '.held', base .. '.fence'

local function microseconds()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000000 + tonumber(time[2])
end

-- What is held, by name; what nobody renewed is nobody's.
local function held(now)
  local all, found = redis.call('HGETALL', HELD), {}
  for i = 1, #all, 2 do
    local expires, fence, owner = string.match(all[i + 1], '^(%d+) (%d+) (.*)$')
    if expires and tonumber(expires) > now then
      found[all[i]] = {fence = fence, owner = owner}
    else
      redis.call('HDEL', HELD, all[i])
    end
  end
  return found
end

-- The share of `owner` in `count` names: the first ones get what division leaves.
local function share(owner, count)
  if count == 0 then return 0 end
  local owners = redis.call('ZRANGE', OWNERS, 0, -1)
  table.sort(owners)
  local own = math.floor(count / #owners)
  for place, one in ipairs(owners) do
    if one == owner and place <= count % #owners then return own + 1 end
  end
  return own
end

-- owner, milliseconds to live, number of names to give back, those, names wanted…
-- → share, then (name, fence) of everything held.
local function tend(argv)
  local owner, ttl, back = argv[2], tonumber(argv[3]), tonumber(argv[4])
  local time = microseconds()
  local now = math.floor(time / 1000)
  local expires = string.format('%.0f', now + ttl)
  local wanted, count, all = {}, 0, held(now)
  for i = 5 + back, #argv do wanted[argv[i]], count = true, count + 1 end
  if count > 0 then
    redis.call('ZADD', OWNERS, expires, owner)
  else
    redis.call('ZREM', OWNERS, owner)
  end
  redis.call('ZREMRANGEBYSCORE', OWNERS, '-inf', now)
  for i = 5, 4 + back do
    if all[argv[i]] and all[argv[i]].owner == owner then
      redis.call('HDEL', HELD, argv[i])
      all[argv[i]] = {owner = ''}
    end
  end
  local most, mine, result = share(owner, count), 0, {}
  result[1] = most
  local function keep(name, fence)
    redis.call('HSET', HELD, name, expires .. ' ' .. fence .. ' ' .. owner)
    mine = mine + 1
    result[#result + 1] = name
    result[#result + 1] = fence
  end
  for name, lease in pairs(all) do
    if lease.owner == owner then
      if wanted[name] then keep(name, lease.fence) else redis.call('HDEL', HELD, name) end
    end
  end
  local last = math.max(time, tonumber(redis.call('GET', FENCE) or 0) + 1)
  for i = 5 + back, #argv do
    if mine >= most then break end
    if not all[argv[i]] then
      keep(argv[i], string.format('%.0f', last))
      redis.call('SET', FENCE, string.format('%.0f', last))
    end
  end
  return result
end

-- owner: gives everything back.
local function leave(argv)
  redis.call('ZREM', OWNERS, argv[2])
  for name, lease in pairs(held(math.floor(microseconds() / 1000))) do
    if lease.owner == argv[2] then redis.call('HDEL', HELD, name) end
  end
end

return ({tend = tend, leave = leave})[ARGV[1]](ARGV)
