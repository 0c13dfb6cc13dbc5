import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Execute, Paper } from './papers';

/** What the page may say. */
type Said = { readonly kind: 'ready' } | { readonly kind: 'thumb'; readonly value: 'up' | 'down' | 'clear' } | { readonly kind: 'open' };

/** The reading view: a page under a strict policy, which holds no token and asks for everything by messages. */
export class Reader {
  private panel: vscode.WebviewPanel | undefined;
  private paper: Paper | undefined;

  constructor(
    private readonly place: vscode.Uri,
    private readonly execute: Execute,
    private readonly thumbed: () => void,
  ) {}

  async open(id: string): Promise<void> {
    this.paper = await this.execute<Paper>('localdigest.paper', id);
    this.panel ??= this.make();
    this.panel.title = this.paper.title.length > 40 ? `${this.paper.title.slice(0, 40)}…` : this.paper.title;
    this.panel.reveal(undefined, false);
    this.show();
  }

  /** Gives the paper that is being read a thumb. */
  async thumb(value: 'up' | 'down' | 'clear', id = this.paper?.id): Promise<void> {
    if (!id) return;
    await this.execute(`localdigest.${value}`, id);
    if (this.paper?.id === id) {
      this.paper = await this.execute<Paper>('localdigest.paper', id);
      this.show();
    }
    this.thumbed();
  }

  private show(): void {
    void this.panel?.webview.postMessage({ kind: 'paper', paper: this.paper });
  }

  private make(): vscode.WebviewPanel {
    const scripts = vscode.Uri.joinPath(this.place, 'dist');
    const panel = vscode.window.createWebviewPanel('localdigest.reader', 'Paper', vscode.ViewColumn.Active, {
      enableScripts: true, localResourceRoots: [scripts, vscode.Uri.joinPath(this.place, 'media')],
    });
    const nonce = randomBytes(16).toString('base64');
    const script = panel.webview.asWebviewUri(vscode.Uri.joinPath(scripts, 'reader-page.js'));
    const style = panel.webview.asWebviewUri(vscode.Uri.joinPath(this.place, 'media', 'reader.css'));
    const policy = `default-src 'none'; style-src ${panel.webview.cspSource}; script-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'`;
    panel.webview.html = `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="${style.toString()}"></head><body><main id="paper"></main><script nonce="${nonce}" src="${script.toString()}"></script></body></html>`;
    panel.webview.onDidReceiveMessage((said: Said) => this.take(said));
    const isReading = (is: boolean) => vscode.commands.executeCommand('setContext', 'localdigest.reading', is);
    panel.onDidChangeViewState(() => isReading(panel.active));
    panel.onDidDispose(() => {
      this.panel = undefined;
      void isReading(false);
    });
    void isReading(true);
    return panel;
  }

  private async take(said: Said): Promise<void> {
    if (said.kind === 'ready') this.show();
    else if (said.kind === 'thumb' && ['up', 'down', 'clear'].includes(said.value)) await this.thumb(said.value);
    else if (said.kind === 'open' && this.paper?.url && /^https?:/.test(this.paper.url)) await vscode.env.openExternal(vscode.Uri.parse(this.paper.url, true));
  }
}
