;; Runs inside Emacs; every step that works says so.  -*- lexical-binding: t; -*-
(package-initialize)
(require 'localdigest)
(setq localdigest-command (list "dotnet" (getenv "PROGRAM") "lsp" "--no-start")
      eglot-autoshutdown t
      eglot-sync-connect 60
      eglot-connect-timeout 60
      create-lockfiles nil
      make-backup-files nil)
(localdigest-setup)
;; eglot asks before it changes a file that is not open.
(advice-add 'y-or-n-p :override (lambda (&rest _) t))

(defun ok (step) (princ (format "ok %s\n" step)))
(defun check (condition what) (unless condition (princ (format "failed: %S\n" what)) (kill-emacs 1)))

(find-file "paper.tex")
(unless (derived-mode-p 'tex-mode) (latex-mode))
(apply #'eglot--connect (eglot--guess-contact))
(check (eglot-current-server) "a server")

(goto-char (point-min))
(search-forward "2601.9")
(let ((hover (jsonrpc-request (eglot-current-server) :textDocument/hover (eglot--TextDocumentPositionParams))))
  (check (string-match-p "towels, part 3" (plist-get (plist-get hover :contents) :value)) hover))
(ok "hover")

(localdigest-up)
(check (condition-case nil (progn (localdigest-up) nil) (user-error t)) "a second thumb is nothing to do")
(ok "thumb")

(search-forward "towel 5")
(let* ((capf (eglot-completion-at-point))
       (items (all-completions "" (nth 2 capf)))
       (item (seq-find (lambda (item) (string-match-p "part 5" (plist-get (get-text-property 0 'eglot--lsp-item item) :detail))) items))
       (lsp (get-text-property 0 'eglot--lsp-item item)))
  (check item items)
  (ok "completion")
  (let* ((command (plist-get lsp :command))
         (answer (apply #'localdigest--execute (plist-get command :command) (append (plist-get command :arguments) nil))))
    (check (eq (plist-get answer :added) t) answer)))
(dolist (buffer (buffer-list))
  (with-current-buffer buffer (when (and buffer-file-name (buffer-modified-p) (string-suffix-p ".bib" buffer-file-name)) (save-buffer))))
(ok "entry")

(localdigest-today)
(check (string-match-p "fold towels" (buffer-string)) (buffer-string))
(ok "today")

(switch-to-buffer "paper.tex")
(let ((server (eglot-current-server)))
  (eglot-shutdown server)
  (check (not (jsonrpc-running-p server)) "stopped"))
(ok "shutdown")
