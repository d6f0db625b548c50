-- All that a topic does to its data, each call at once or not at all.
--
-- KEYS[1] = base of the topic's keys:
--   base:GROUP        sorted set of the group's lanes, by when they were last used
--   base:GROUP.busy   set of those that have items
--   base:GROUP.bell   stream that wakes one reader of all lanes when there is a new lane
--   base:GROUP:LANE   stream of items (v, id, item) with the consumer group GROUP
--   base.dead         stream of what was given up (group, lane, id, attempts, why), each for a
--                     day at most; who has dealt with them deletes it
-- ARGV[1] = what to do, by the table at the end.

local base = KEYS[1]
local DAY = 86400
local DEAD_KEPT = 1000
local BELLS_KEPT = 100
-- Milliseconds after which an empty lane is removed.
local IDLE = 3600 * 1000

local function lanes_of(group) return base .. ':' .. group end
local function busy_of(group) return base .. ':' .. group .. '.busy' end
local function bell_of(group) return base .. ':' .. group .. '.bell' end
local function stream_of(group, lane) return base .. ':' .. group .. ':' .. lane end

local function microseconds()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000000 + tonumber(time[2])
end

local function milliseconds() return math.floor(microseconds() / 1000) end

local function plain(number) return string.format('%.0f', number) end

-- Whether there is such a stream with its group now: false for somebody's rubbish of that name.
local function open(stream, group)
  local made = redis.pcall('XGROUP', 'CREATE', stream, group, '0', 'MKSTREAM')
  return not made.err or string.find(made.err, 'BUSYGROUP') ~= nil
end

local function remove(group, lane, id)
  local stream = stream_of(group, lane)
  redis.call('XACK', stream, group, id)
  redis.call('XDEL', stream, id)
  if redis.call('XLEN', stream) == 0 then redis.call('SREM', busy_of(group), lane) end
end

-- No dead letter is older than a day.
local function trim()
  return redis.call('XTRIM', base .. '.dead', 'MINID', plain(milliseconds() - DAY * 1000))
end

-- What viewers wrote stays out of the dead letters: by its id the item is in the database.
local function bury(group, lane, id, attempts, why)
  local found = redis.call('XRANGE', stream_of(group, lane), id, id)[1]
  if found then
    local dead, fields = base .. '.dead', found[2]
    redis.call('XADD', dead, 'MAXLEN', DEAD_KEPT, '*',
      'group', group, 'lane', lane, 'id', fields[3] == 'id' and fields[4] or '',
      'attempts', attempts, 'why', why)
    trim()
    redis.call('EXPIRE', dead, DAY)
  end
  remove(group, lane, id)
end

-- Whether `reader` has this very delivery still.
local function holds(group, reader, lane, id, attempt)
  local found = redis.pcall('XPENDING', stream_of(group, lane), group, id, id, 1, reader)
  return not found.err and found[1] ~= nil and found[1][4] == tonumber(attempt)
end

-- Make the next one who looks take it: its last delivery was `ago` milliseconds before.
local function give_back(group, reader, lane, id, ago, attempts)
  redis.call('XCLAIM', stream_of(group, lane), group, reader, 0, id,
    'IDLE', ago, 'RETRYCOUNT', attempts, 'JUSTID')
end

-- most, number of groups, groups…, (lane, id, item)… → 1, or 0 when a lane is full.
local function put(argv)
  local most, groups = tonumber(argv[2]), tonumber(argv[3])
  for g = 4, 3 + groups do
    for i = 4 + groups, #argv, 3 do
      if redis.call('XLEN', stream_of(argv[g], argv[i])) >= most then return 0 end
    end
  end
  local now = plain(milliseconds())
  for g = 4, 3 + groups do
    local group, used = argv[g], {}
    for i = 4 + groups, #argv, 3 do
      local lane = argv[i]
      redis.call('XADD', stream_of(group, lane), '*',
        'v', '1', 'id', argv[i + 1], 'item', argv[i + 2])
      if not used[lane] then
        used[lane] = true
        redis.call('SADD', busy_of(group), lane)
        if redis.call('ZADD', lanes_of(group), now, lane) == 1 then
          open(stream_of(group, lane), group)
          redis.call('XADD', bell_of(group), 'MAXLEN', BELLS_KEPT, '*', 'lane', lane)
        end
      end
    end
  end
  return 1
end

-- What nobody has renewed for `after` milliseconds: the next of it, claimed.
local function late(group, reader, lane, after, tries)
  local stream = stream_of(group, lane)
  for _, held in ipairs(redis.call('XPENDING', stream, group, 'IDLE', after, '-', '+', 100)) do
    local id, attempts = held[1], held[4]
    if attempts >= tries then
      bury(group, lane, id, attempts, 'its readers died or were stopped')
    else
      local claimed = redis.call('XCLAIM', stream, group, reader, 0, id)[1]
      if claimed then return {id, claimed[2], attempts + 1} end
      remove(group, lane, id)
    end
  end
end

-- Readers that died or left, where they hold nothing.
local function sweep(stream, group, after)
  for _, about in ipairs(redis.call('XINFO', 'CONSUMERS', stream, group)) do
    -- name, NAME, pending, COUNT, idle, MILLISECONDS
    if about[4] == 0 and about[6] > 10 * after then
      redis.call('XGROUP', 'DELCONSUMER', stream, group, about[2])
    end
  end
end

local function sweep_lanes(group)
  local lanes, before = lanes_of(group), plain(milliseconds() - IDLE)
  for _, lane in ipairs(redis.call('ZRANGEBYSCORE', lanes, '-inf', before, 'LIMIT', 0, 10)) do
    local length = redis.pcall('XLEN', stream_of(group, lane))
    if length == 0 then
      redis.call('DEL', stream_of(group, lane))
      redis.call('ZREM', lanes, lane)
    end
  end
end

-- The next item of a lane: {id, fields, attempt, 1 when it was another's}.
local function next_of(group, reader, lane, after, tries)
  local stream = stream_of(group, lane)
  if after > 0 then
    -- Somebody's rubbish under our names must not stop the other lanes.
    if not open(stream, group) then return end
    local found = late(group, reader, lane, after, tries)
    sweep(stream, group, after)
    if found then return {found[1], found[2], found[3], 1} end
  end
  local read = redis.pcall(
    'XREADGROUP', 'GROUP', group, reader, 'COUNT', 1, 'STREAMS', stream, '>')
  if read and not read.err then
    local entry = read[1][2][1]
    return {entry[1], entry[2], 1, 0}
  end
end

-- Lanes to wait at, with their groups: all, or those wanted.
local function awaited(group, all, wanted, mend)
  local lanes, known = wanted, lanes_of(group)
  if all then
    lanes = redis.call('ZRANGE', known, 0, -1)
    if mend then open(bell_of(group), group) end
  end
  local there = {}
  for _, lane in ipairs(lanes) do
    local new = not all and not redis.call('ZSCORE', known, lane)
    if new then redis.call('ZADD', known, plain(milliseconds()), lane) end
    if not (new or mend) or open(stream_of(group, lane), group) then
      there[#there + 1] = lane
    else
      redis.call('ZREM', known, lane)
    end
  end
  return there
end

-- group, reader, where to begin, milliseconds of silence or 0, tries, whether groups may be
-- missing, '*' or '=', lanes…
-- → microseconds, then id, fields, attempt, 1 when it was another's, lane;
-- or microseconds, 0 and a list of lanes to wait at.
local function take(argv)
  local group, reader, mend, all = argv[2], argv[3], argv[7] == '1', argv[8] == '*'
  local first, after, tries = tonumber(argv[4]), tonumber(argv[5]), tonumber(argv[6])
  local wanted, has = {}, {}
  for i = 9, #argv do wanted[#wanted + 1], has[argv[i]] = argv[i], true end
  local busy = redis.call('SMEMBERS', busy_of(group))
  for n = 1, #busy do
    local lane = busy[(first + n) % #busy + 1]
    if all or has[lane] then
      local found = next_of(group, reader, lane, after, tries)
      if found then return {microseconds(), found[1], found[2], found[3], found[4], lane} end
    end
  end
  if after > 0 then
    sweep_lanes(group)
    if redis.call('EXISTS', bell_of(group)) == 1 and open(bell_of(group), group) then
      sweep(bell_of(group), group, after)
    end
  end
  return {microseconds(), 0, awaited(group, all, wanted, mend)}
end

-- group, reader, id: the bell was heard.
local function heard(argv)
  redis.call('XACK', bell_of(argv[2]), argv[2], argv[4])
  return redis.call('XDEL', bell_of(argv[2]), argv[4])
end

-- group, reader, lane, id, attempt → whether it was still held.
local function ack(argv)
  if not holds(argv[2], argv[3], argv[4], argv[5], argv[6]) then return 0 end
  remove(argv[2], argv[4], argv[5])
  return 1
end

-- group, reader, lane, id, attempt, why, tries, milliseconds it shall seem to be silent → as ack.
-- With 0 tries it is given up at once.
local function fail(argv)
  local group, reader, lane, id, attempt = argv[2], argv[3], argv[4], argv[5], argv[6]
  if not holds(group, reader, lane, id, attempt) then return 0 end
  if tonumber(attempt) >= tonumber(argv[8]) then
    bury(group, lane, id, attempt, argv[7])
  else
    give_back(group, reader, lane, id, argv[9], attempt)
  end
  return 1
end

-- group, reader, (lane, id, attempt)… → for each whether it is still held.
local function renew(argv)
  local still = {}
  for i = 4, #argv, 3 do
    local held = holds(argv[2], argv[3], argv[i], argv[i + 1], argv[i + 2])
    if held then
      redis.call('XCLAIM', stream_of(argv[2], argv[i]), argv[2], argv[3], 0, argv[i + 1], 'JUSTID')
    end
    still[#still + 1] = held and 1 or 0
  end
  return still
end

-- group, reader, milliseconds of silence, ids to keep…: the rest was never worked on.
local function release(argv)
  local group, reader, keep, released = argv[2], argv[3], {}, 0
  for i = 5, #argv do keep[argv[i]] = true end
  for _, lane in ipairs(redis.call('SMEMBERS', busy_of(group))) do
    local found = redis.pcall('XPENDING', stream_of(group, lane), group, '-', '+', 1000, reader)
    for _, held in ipairs(found.err and {} or found) do
      if not keep[lane .. ' ' .. held[1]] then
        give_back(group, reader, lane, held[1], argv[4], math.max(0, held[4] - 1))
        released = released + 1
      end
    end
  end
  return released
end

-- How many entries of all groups (the words after the first) are not acknowledged.
local function waiting(argv)
  local count = 0
  for i = 2, #argv do
    for _, lane in ipairs(redis.call('ZRANGE', lanes_of(argv[i]), 0, -1)) do
      local stream = stream_of(argv[i], lane)
      if redis.call('TYPE', stream).ok == 'stream' then count = count + redis.call('XLEN', stream) end
    end
  end
  return count
end

-- Those that are there still: what is counted for ever would ring for ever.
local function dead()
  trim()
  return redis.call('XLEN', base .. '.dead')
end

local DEEDS = {
  put = put, take = take, heard = heard, ack = ack, fail = fail, renew = renew, release = release,
  dead = dead, trim = trim, waiting = waiting,
}

return DEEDS[ARGV[1]](ARGV)
