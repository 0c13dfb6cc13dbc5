-- :LocalDigest today, :LocalDigest search sea ice, :LocalDigest up …
if vim.g.loaded_localdigest then return end
vim.g.loaded_localdigest = true

vim.api.nvim_create_user_command('LocalDigest', function(given)
  local name, words = given.args:match('^(%S+)%s*(.*)$')
  local command = require('localdigest').commands[name]
  if not command then return vim.notify('LocalDigest: there is no ' .. tostring(name), vim.log.levels.ERROR) end
  command(words)
end, {
  nargs = '+',
  desc = 'Papers of the day, thumbs, search',
  complete = function(typed, line)
    if #vim.split(line, '%s+') > 2 then return {} end
    local names = vim.tbl_filter(function(name) return vim.startswith(name, typed) end, vim.tbl_keys(require('localdigest').commands))
    table.sort(names)
    return names
  end,
})
