-- Reserves the first time at which requests can be sent together, as one step.
--
-- A place is a member of a sorted set, `process:turn:number`, whose score is the time at which its request is
-- sent, in microseconds of the server's clock. The algorithm is that of the budget in a process.
local all_key, writes_key, leases_key = KEYS[1], KEYS[2], KEYS[3]
local all, writes = tonumber(ARGV[1]), tonumber(ARGV[2])
local count, write_count = tonumber(ARGV[3]), tonumber(ARGV[4])
local window, longest, lease = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local process, turn = ARGV[8], ARGV[9]

local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]

-- Lua's own text of a number of this size is not exact.
local function text(number)
    return string.format('%.0f', number)
end

-- Processes that are not there any more send nothing: what they have reserved for later is free.
for _, gone in ipairs(redis.call('ZRANGEBYSCORE', leases_key, '-inf', text(now))) do
    for _, key in ipairs({ all_key, writes_key }) do
        for _, member in ipairs(redis.call('ZRANGEBYSCORE', key, '(' .. text(now), '+inf')) do
            if string.sub(member, 1, #gone + 1) == gone .. ':' then
                redis.call('ZREM', key, member)
            end
        end
    end
    redis.call('ZREM', leases_key, gone)
end

for _, key in ipairs({ all_key, writes_key }) do
    redis.call('ZREMRANGEBYSCORE', key, '-inf', text(now - window))
end

-- The earliest time, not before `from`, at which so many more requests exceed the limit in no window.
local function free(key, limit, number, from)
    local others = math.max(limit - number, 0)
    if number == 0 or redis.call('ZCARD', key) <= others then
        return from
    end
    -- Members and scores in turn.
    local places = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
    local at = from
    for index = 2, #places - 2 * others, 2 do
        local first, last = tonumber(places[index]), tonumber(places[index + 2 * others])
        -- Later groups forbid later times only.
        if at <= last - window then
            break
        end
        if last - first < window and at < first + window then
            at = first + window
        end
    end
    return at
end

local at = now
while true do
    local later = free(writes_key, writes, write_count, free(all_key, all, count, at))
    if later == at then
        break
    end
    at = later
end

local wait = at - now
if wait > longest then
    return { 0, wait }
end

local function outlive(key, time)
    local milliseconds = math.ceil(time / 1000) + 1
    if redis.call('PTTL', key) < milliseconds then
        redis.call('PEXPIRE', key, text(milliseconds))
    end
end

for key, number in pairs({ [all_key] = count, [writes_key] = write_count }) do
    for each = 1, number do
        redis.call('ZADD', key, text(at), process .. ':' .. turn .. ':' .. each)
    end
    if number > 0 then
        outlive(key, wait + window)
    end
end
redis.call('ZADD', leases_key, text(now + lease), process)
-- The lease has to be seen to have ended by the next process that reserves, while places of this one are left.
outlive(leases_key, math.max(wait + window, lease))
return { 1, wait }
