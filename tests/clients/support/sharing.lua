-- A Neovim that stays open: it attaches to a text, gives a thumb, and waits to be killed.
vim.opt.runtimepath:append(vim.env.PLUGIN)
vim.cmd('runtime plugin/localdigest.lua')
local command = { 'dotnet', vim.env.PROGRAM, 'lsp' }
if vim.env.WITH_EDITOR then table.insert(command, '--with-editor') end
require('localdigest').setup({ cmd = command })
local liked = false
vim.notify = function(message)
  io.stdout:write(message .. '\n')
  liked = liked or message:find('liked') ~= nil
end
vim.cmd('edit notes.md')
vim.bo.filetype = 'markdown'
-- The server starts the daemon with the first question to it: the lenses of the text.
vim.wait(60000, function() return vim.loop.fs_stat(vim.env.LOCALDIGEST_DATA .. '/daemon.json') end, 50)
io.stdout:write('attached\n')
-- The papers come now.
vim.wait(60000, function() return vim.loop.fs_stat('filled') end, 50)
vim.api.nvim_win_set_cursor(0, { 1, 5 })
-- The server has been told that there is no such paper, and asks again after a moment.
for _ = 1, 20 do
  vim.cmd('LocalDigest up')
  if vim.wait(3000, function() return liked end, 50) then break end
end
vim.wait(600000, function() return false end, 50)
