-- LocalDigest in Neovim, 0.7 and up: the built-in client, and nothing else.
local M = {}

local defaults = {
  cmd = { 'localdigest', 'lsp' },
  filetypes = { 'markdown', 'tex', 'plaintex', 'bib', 'typst', 'text', 'quarto', 'rmd' },
  -- false: no keys. <leader>d and u, d, c, s, r, t: thumb up, thumb down, clear, save, similar, today.
  keys = '<leader>d',
  lenses = true,
  env = nil,
}

local options = defaults
local clients = {} -- by the workspace's folder

local function tell(message, level)
  vim.notify('LocalDigest: ' .. message, level or vim.log.levels.INFO)
end

-- The folder of the project: where version control or a bibliography begins, or the file's own.
local function root_of(buffer)
  local name = vim.api.nvim_buf_get_name(buffer)
  local folder = name ~= '' and vim.fn.fnamemodify(name, ':p:h') or vim.fn.getcwd()
  local git = vim.fn.finddir('.git', folder .. ';')
  return git ~= '' and vim.fn.fnamemodify(git, ':p:h:h') or folder
end

local language_of = { tex = 'latex', plaintex = 'latex', bib = 'bibtex', text = 'plaintext' }

local function client_of(buffer)
  -- Neovim 0.10 and up call it so; later ones do not have the older name any more.
  local attached = vim.lsp.get_clients and vim.lsp.get_clients({ bufnr = buffer or 0 }) or vim.lsp.buf_get_clients(buffer or 0)
  for _, client in pairs(attached) do
    if client.name == 'localdigest' then return client end
  end
end

-- Draws the lenses of a text anew, after the server knows it.
local function refresh(buffer)
  if not options.lenses or not vim.api.nvim_buf_is_loaded(buffer) or not client_of(buffer) then return end
  local handler = function(fault, lenses, context)
    if not fault then vim.lsp.codelens.on_codelens(fault, lenses, context) end
  end
  client_of(buffer).request('textDocument/codeLens', { textDocument = vim.lsp.util.make_text_document_params(buffer) }, handler, buffer)
end

--- Starts the server for a text, or attaches the text to the one that runs for its project.
function M.attach(buffer)
  buffer = buffer == nil and vim.api.nvim_get_current_buf() or buffer
  if client_of(buffer) or vim.bo[buffer].buftype ~= '' then return end
  local root = root_of(buffer)
  local id = clients[root]
  if not id or not vim.lsp.get_client_by_id(id) then
    id = vim.lsp.start_client({
      name = 'localdigest',
      cmd = options.cmd,
      cmd_env = options.env,
      root_dir = root,
      workspace_folders = { { uri = vim.uri_from_fname(root), name = vim.fn.fnamemodify(root, ':t') } },
      get_language_id = function(_, filetype) return language_of[filetype] or filetype end,
      handlers = {
        ['workspace/codeLens/refresh'] = function()
          for _, open in ipairs(vim.api.nvim_list_bufs()) do refresh(open) end
          return vim.NIL
        end,
      },
      on_attach = function(_, attached) refresh(attached) end,
      on_exit = function() clients[root] = nil end,
    })
    clients[root] = id
  end
  if id then vim.lsp.buf_attach_client(buffer, id) end
end

-- Gives the server a command; the answer comes to `done`.
local function execute(command, arguments, done)
  local client = client_of(0)
  if not client then
    M.attach()
    client = client_of(0)
  end
  if not client then return tell('no server for this text; :LocalDigest start', vim.log.levels.WARN) end
  client.request('workspace/executeCommand', { command = command, arguments = arguments or {} }, function(fault, result)
    if fault then return tell(fault.message, vim.log.levels.ERROR) end
    if done then done(result or {}) end
  end, 0)
end

-- The command of an action of the server at the cursor, by its name; what it acts on comes with it.
local function at_cursor(command, done)
  local client = client_of(0)
  if not client then return tell('no server for this text; :LocalDigest start', vim.log.levels.WARN) end
  local parameters = vim.lsp.util.make_range_params(0, client.offset_encoding)
  parameters.context = { diagnostics = {} }
  client.request('textDocument/codeAction', parameters, function(fault, actions)
    if fault then return tell(fault.message, vim.log.levels.ERROR) end
    for _, action in ipairs(actions or {}) do
      if type(action.command) == 'table' and action.command.command == command then return done(action.command.arguments) end
    end
    tell('there is no paper of yours here, or nothing to change', vim.log.levels.WARN)
  end, 0)
end

--- Opens a file in a window that floats; q closes it.
function M.float(uri)
  local buffer = vim.fn.bufadd(vim.uri_to_fname(uri))
  vim.fn.bufload(buffer)
  vim.bo[buffer].filetype = 'markdown'
  local width, height = math.min(90, vim.o.columns - 6), math.min(30, vim.o.lines - 6)
  local window = vim.api.nvim_open_win(buffer, true, {
    relative = 'editor', width = width, height = height, style = 'minimal', border = 'rounded',
    col = math.floor((vim.o.columns - width) / 2), row = math.floor((vim.o.lines - height) / 2),
  })
  vim.wo[window].wrap = true
  vim.wo[window].linebreak = true
  vim.keymap.set('n', 'q', '<cmd>close<cr>', { buffer = buffer, nowait = true })
  M.attach(buffer)
  return window
end

-- Lets one of several papers be chosen, and then what is done with it.
local function choose(title, papers)
  if not papers or #papers == 0 then return tell('nothing was found') end
  vim.ui.select(papers, {
    prompt = title,
    format_item = function(paper)
      local mark = paper.feedback == 'up' and '👍 ' or paper.feedback == 'down' and '👎 ' or ''
      return mark .. paper.title .. '  ' .. (paper.authors or '')
    end,
  }, function(paper)
    if not paper then return end
    local ways = { { 'read', 'localdigest.show' }, { 'like', 'localdigest.up' }, { 'not for me', 'localdigest.down' }, { 'save', 'localdigest.save' }, { 'similar', 'localdigest.similar' } }
    vim.ui.select(ways, { prompt = paper.title, format_item = function(way) return way[1] end }, function(way)
      if not way then return end
      execute(way[2], { paper.id }, function(result)
        if way[2] == 'localdigest.show' then M.float(result.uri)
        elseif way[2] == 'localdigest.similar' then choose('Similar papers', result.items)
        else tell(way[1] .. ': ' .. paper.title) end
      end)
    end)
  end)
end

local function mark(command, word)
  at_cursor(command, function(arguments)
    execute(command, arguments, function(result)
      tell(word .. ': ' .. result.id)
      refresh(vim.api.nvim_get_current_buf())
    end)
  end)
end

M.commands = {
  start = function() M.attach() end,
  today = function() execute('localdigest.today', {}, function(result) choose("Today's papers", result.items) end) end,
  digest = function() execute('localdigest.today', {}, function(result) M.float(result.uri) end) end,
  search = function(words) execute('localdigest.search', { words }, function(result) choose('Papers', result.items) end) end,
  run = function() execute('localdigest.run', {}, function(result) tell('the run ' .. result.state) end) end,
  up = function() mark('localdigest.up', 'liked') end,
  down = function() mark('localdigest.down', 'not for you') end,
  clear = function() mark('localdigest.clear', 'no thumb any more') end,
  save = function() mark('localdigest.save', 'saved') end,
  show = function() at_cursor('localdigest.show', function(arguments) execute('localdigest.show', arguments, function(result) M.float(result.uri) end) end) end,
  similar = function() at_cursor('localdigest.similar', function(arguments) execute('localdigest.similar', arguments, function(result) choose('Similar papers', result.items) end) end) end,
  cite = function() at_cursor('localdigest.addEntry', function(arguments) execute('localdigest.addEntry', arguments, function(result) tell('the entry is ' .. result.key) end) end) end,
}

--- Sets LocalDigest up. Every field of `defaults` above may be given.
function M.setup(given)
  options = vim.tbl_deep_extend('force', defaults, given or {})
  local group = vim.api.nvim_create_augroup('localdigest', { clear = true })
  vim.api.nvim_create_autocmd('FileType', { group = group, pattern = options.filetypes, callback = function(event) M.attach(event.buf) end })
  vim.api.nvim_create_autocmd({ 'InsertLeave', 'BufEnter', 'BufWritePost' }, { group = group, callback = function(event) refresh(event.buf) end })
  -- Lenses and actions give these to the server; what it shows is opened here.
  for _, command in ipairs({ 'show', 'similar' }) do
    vim.lsp.commands['localdigest.' .. command] = function(action)
      execute(action.command, action.arguments, function(result)
        if command == 'show' then M.float(result.uri) else choose('Similar papers', result.items) end
      end)
    end
  end
  if options.keys then
    for key, name in pairs({ u = 'up', d = 'down', c = 'clear', s = 'save', r = 'similar', t = 'today' }) do
      vim.keymap.set('n', options.keys .. key, M.commands[name], { desc = 'LocalDigest ' .. name })
    end
  end
  if vim.tbl_contains(options.filetypes, vim.bo.filetype) then M.attach() end
end

return M
