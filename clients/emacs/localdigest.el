;;; localdigest.el --- Papers of the day, thumbs and citations  -*- lexical-binding: t; -*-

;; Package-Requires: ((emacs "27.1") (eglot "1.9"))
;; SPDX-License-Identifier: Apache-2.0

;;; Commentary:

;; Needs the command `localdigest'.  With (require 'localdigest) and
;; (localdigest-setup), eglot serves Markdown, LaTeX, BibTeX, Typst and text:
;; hover, code actions, completion of citations, diagnostics, definitions.
;; The commands below begin with `localdigest-'.

;;; Code:

(require 'eglot)
(require 'seq)

(defgroup localdigest nil "Papers of the day." :group 'tools)

(defcustom localdigest-command '("localdigest" "lsp")
  "The language server's command line."
  :type '(repeat string))

(defcustom localdigest-modes '(markdown-mode gfm-mode latex-mode LaTeX-mode tex-mode bibtex-mode typst-ts-mode text-mode)
  "The modes that are served."
  :type '(repeat symbol))

;;;###autoload
(defun localdigest-setup ()
  "Have eglot serve `localdigest-modes' by LocalDigest."
  ;; By name and not by value, so that the command may be customised later.
  (add-to-list 'eglot-server-programs (cons localdigest-modes (lambda (&rest _) localdigest-command))))

(defun localdigest--server ()
  "The server of this buffer, started where there is none."
  (or (eglot-current-server)
      (progn (call-interactively #'eglot) (eglot-current-server))
      (user-error "LocalDigest does not serve this buffer")))

(defun localdigest--execute (command &rest arguments)
  "Give the server COMMAND with ARGUMENTS, and return its answer."
  (jsonrpc-request (localdigest--server) :workspace/executeCommand
                   (list :command command :arguments (vconcat arguments))
                   :timeout 600))

(defun localdigest--at-point (command)
  "The arguments of the server's action COMMAND at point."
  (let* ((actions (jsonrpc-request
                   (localdigest--server) :textDocument/codeAction
                   (list :textDocument (eglot--TextDocumentIdentifier)
                         :range (list :start (eglot--pos-to-lsp-position) :end (eglot--pos-to-lsp-position))
                         :context (list :diagnostics []))))
         (action (seq-find (lambda (action) (equal (plist-get (plist-get action :command) :command) command)) actions)))
    (unless action (user-error "There is no paper of yours at point, or nothing to change"))
    (append (plist-get (plist-get action :command) :arguments) nil)))

(defun localdigest--mark (command word)
  "Do COMMAND with the paper at point, and say WORD."
  (let ((answer (apply #'localdigest--execute command (localdigest--at-point command))))
    (message "LocalDigest: %s: %s" word (plist-get answer :id))))

;;;###autoload
(defun localdigest-up () "Like the paper at point." (interactive) (localdigest--mark "localdigest.up" "liked"))

;;;###autoload
(defun localdigest-down () "Dislike the paper at point." (interactive) (localdigest--mark "localdigest.down" "not for you"))

;;;###autoload
(defun localdigest-clear () "Take the thumb of the paper at point back." (interactive) (localdigest--mark "localdigest.clear" "no thumb any more"))

;;;###autoload
(defun localdigest-save () "Save the paper at point for later." (interactive) (localdigest--mark "localdigest.save" "saved"))

;;;###autoload
(defun localdigest-cite ()
  "Add the entry of the paper at point to the bibliography."
  (interactive)
  (let ((answer (apply #'localdigest--execute "localdigest.addEntry" (localdigest--at-point "localdigest.addEntry"))))
    (message "LocalDigest: the entry is %s" (plist-get answer :key))))

(defun localdigest--view (answer)
  "Visit the file that ANSWER names, to be read."
  (view-file (eglot--uri-to-path (plist-get answer :uri))))

;;;###autoload
(defun localdigest-today () "Read the newest digest." (interactive) (localdigest--view (localdigest--execute "localdigest.today")))

;;;###autoload
(defun localdigest-similar ()
  "Show the papers that are nearest to the one at point."
  (interactive)
  (localdigest--view (apply #'localdigest--execute "localdigest.similar" (localdigest--at-point "localdigest.similar"))))

;;;###autoload
(defun localdigest-search (words)
  "Search the papers for WORDS, and read one of what is found."
  (interactive "sSearch papers: ")
  (let* ((items (append (plist-get (localdigest--execute "localdigest.search" words) :items) nil))
         (titles (mapcar (lambda (item) (cons (plist-get item :title) (plist-get item :id))) items)))
    (unless titles (user-error "Nothing was found"))
    (let ((title (completing-read "Paper: " titles nil t)))
      (localdigest--view (localdigest--execute "localdigest.show" (cdr (assoc title titles)))))))

;;;###autoload
(defun localdigest-run ()
  "Make today's digest."
  (interactive)
  (jsonrpc-async-request
   (localdigest--server) :workspace/executeCommand (list :command "localdigest.run" :arguments [])
   :timeout 3600
   :success-fn (lambda (answer) (message "LocalDigest: the run %s" (plist-get answer :state)))
   :error-fn (lambda (fault) (message "LocalDigest: %s" (plist-get fault :message)))))

(provide 'localdigest)

;;; localdigest.el ends here
