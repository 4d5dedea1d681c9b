-- Posts the given bodies in turn, so that no two requests in a row are alike.
--
--   wrk … -s in_turn.lua URL -- BODY_FILE…
--
-- Each thread begins with another body. The requests are built before the load begins.
local requests = {}
local threads = 0

function setup(thread)
    thread:set("last", threads)
    threads = threads + 1
end

function init(names)
    local headers = {["Host"] = wrk.headers["Host"], ["Content-Type"] = "application/json"}
    for i, name in ipairs(names) do
        local file = assert(io.open(name, "rb"))
        requests[i] = wrk.format("POST", nil, headers, file:read("*a"))
        file:close()
    end
end

function request()
    last = last % #requests + 1
    return requests[last]
end
