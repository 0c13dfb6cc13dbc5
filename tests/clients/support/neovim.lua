-- Runs inside Neovim; every step that works says so.
local function ok(step) io.stdout:write('ok ' .. step .. '\n') end

local function check(condition, what)
  if condition then return end
  io.stdout:write('failed: ' .. tostring(what) .. '\n')
  vim.cmd('cquit 1')
end

local function wait(condition, what)
  check(vim.wait(30000, condition, 50), 'it has not become so: ' .. what)
end

local done, fault = xpcall(function()
  vim.opt.runtimepath:append(vim.env.PLUGIN)
  vim.cmd('runtime plugin/localdigest.lua')
  vim.cmd('filetype on')
  require('localdigest').setup({ cmd = { 'dotnet', vim.env.PROGRAM, 'lsp', '--no-start' } })

  local function client()
    for _, known in pairs(vim.lsp.buf_get_clients(0)) do if known.name == 'localdigest' then return known end end
  end
  local function at(line, character) return { textDocument = vim.lsp.util.make_text_document_params(0), position = { line = line, character = character } } end
  local function ask(method, parameters)
    local answer = client().request_sync(method, parameters, 30000, 0)
    check(answer and not answer.err, method .. ' ' .. vim.inspect(answer))
    return answer.result
  end

  vim.cmd('edit notes.md')
  vim.bo.filetype = 'markdown'
  wait(client, 'attached')

  local hover = ask('textDocument/hover', at(2, 8))
  check(hover.contents.value:find('towels, part 3'), vim.inspect(hover))
  ok('hover')

  wait(function() return #vim.lsp.codelens.get(0) >= 4 end, 'lenses')
  ok('lenses')

  local said = {}
  vim.notify = function(message) table.insert(said, message) end
  vim.api.nvim_win_set_cursor(0, { 3, 8 })
  vim.cmd('LocalDigest up')
  wait(function() return vim.tbl_contains(said, 'LocalDigest: liked: arxiv:2601.90003') end, 'thumb: ' .. vim.inspect(said))
  wait(function()
    local first = vim.lsp.codelens.get(0)[1]
    return first and first.command.title:find('liked')
  end, 'the lens says it')
  ok('thumb')

  -- The picker takes the first paper, and reads it.
  local shown = {}
  vim.ui.select = function(items, options, choose)
    table.insert(shown, { items = #items, title = options.prompt, first = options.format_item(items[1]) })
    choose(items[1], 1)
  end
  local before = vim.api.nvim_get_current_win()
  vim.cmd('LocalDigest today')
  wait(function() return vim.api.nvim_get_current_win() ~= before end, 'float: ' .. vim.inspect(shown) .. vim.inspect(said))
  check(shown[1].items > 0 and shown[1].first:find('towels'), vim.inspect(shown))
  ok('picker')
  check(vim.api.nvim_win_get_config(0).relative == 'editor', 'it floats')
  check(vim.api.nvim_buf_get_lines(0, 0, 1, false)[1]:find('^# '), 'it shows the paper')
  vim.cmd('close')
  ok('float')

  vim.cmd('edit paper.tex')
  vim.bo.filetype = 'tex'
  wait(client, 'attached to LaTeX')
  local line = vim.api.nvim_buf_get_lines(0, 1, 2, false)[1]
  local list = ask('textDocument/completion', at(1, line:find('}') - 1))
  local item
  for _, found in ipairs(list.items) do if found.detail:find('part 5') then item = found end end
  check(item, vim.inspect(list))
  vim.lsp.util.apply_text_edits({ item.textEdit }, vim.api.nvim_get_current_buf(), client().offset_encoding)
  check(vim.api.nvim_buf_get_lines(0, 1, 2, false)[1]:find(item.label, 1, true), 'the key is written')
  ok('completion')

  local answer = client().request_sync('workspace/executeCommand', { command = item.command.command, arguments = item.command.arguments }, 30000, 0)
  check(answer and not answer.err and answer.result.added, vim.inspect(answer))
  vim.cmd('silent wall')
  ok('entry')

  wait(function() return #(ask('textDocument/definition', at(1, 14)) or {}) == 1 end, 'definition')
  ok('definition')

  local running = client()
  running.stop()
  wait(function() return running.is_stopped() end, 'stopped')
  ok('shutdown')
end, debug.traceback)

check(done, fault)
vim.cmd('qall!')
