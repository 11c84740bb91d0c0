-- Called before an exchange is chosen: may answer itself, or hand variables to the templates.
function on_request(request)
  if not request.resource_uri:match("/Calculator$") then
    return nil
  end
  local a = tonumber(request:xpath("s:Body/*/*[1]"))
  local b = tonumber(request:xpath("s:Body/*/*[2]"))
  if not a or not b then
    return {fault = "wsman:InvalidParameter", reason = "Two numbers, please."}
  end
  request.session.sums = (request.session.sums or 0) + 1
  return {variables = {sum = string.format("%d", a + b)}}
end

-- Called with every answer, which may still be changed.
function on_reply(request, reply)
  reply.headers["X-Sums"] = tostring(request.session.sums)
end
