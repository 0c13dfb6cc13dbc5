import * as vscode from 'vscode';
import { ExecuteCommandRequest, LanguageClient, State, TransportKind } from 'vscode-languageclient/node';
import type { Execute, PaperItem } from './papers';
import { Reader } from './reader';
import { PaperTree, paperOf } from './tree';

let client: LanguageClient | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  client = makeClient();
  context.subscriptions.push({ dispose: () => client?.dispose() });

  const execute: Execute = async <Answer>(command: string, ...given: readonly string[]) => {
    if (!client) throw new Error('LocalDigest is not running.');
    if (client.state !== State.Running) await client.start();
    return (await client.sendRequest(ExecuteCommandRequest.type, { command, arguments: [...given] })) as Answer;
  };
  const tree = new PaperTree(execute);
  const status = vscode.window.createStatusBarItem('localdigest.today', vscode.StatusBarAlignment.Left);
  status.name = 'LocalDigest';
  status.command = 'localdigest.papers.focus';
  context.subscriptions.push(status);

  const count = async () => {
    const { items } = await execute<{ items: PaperItem[] }>('localdigest.list', 'today');
    status.text = `$(book) ${items.length} papers`;
    status.tooltip = 'The papers of the newest digest';
    status.show();
  };
  const refresh = () => {
    tree.refresh();
    void told(count)();
  };
  const reader = new Reader(context.extensionUri, execute, refresh);

  // Failures are told in the daemon's own sentence.
  function told<Given extends unknown[]>(work: (...given: Given) => Promise<void>): (...given: Given) => Promise<void> {
    return async (...given) => {
      try {
        await work(...given);
      } catch (fault) {
        void vscode.window.showErrorMessage(`LocalDigest: ${fault instanceof Error ? fault.message : String(fault)}`);
      }
    };
  }
  const on = <Given extends unknown[]>(name: string, work: (...given: Given) => Promise<void>) =>
    context.subscriptions.push(vscode.commands.registerCommand(name, told(work)));

  on('localdigest.openPaper', (id: string) => reader.open(id));
  on('localdigest.like', (node?: unknown) => reader.thumb('up', paperOf(node)));
  on('localdigest.dislike', (node?: unknown) => reader.thumb('down', paperOf(node)));
  on('localdigest.refresh', async () => refresh());
  on('localdigest.searchPapers', async () => {
    const words = await vscode.window.showInputBox({ prompt: 'Search the papers, by words and by meaning' });
    if (!words) return;
    const { items } = await execute<{ items: PaperItem[] }>('localdigest.search', words);
    const chosen = await vscode.window.showQuickPick(
      items.map(paper => ({ label: paper.title, description: paper.authors, id: paper.id })), { placeHolder: `${items.length} papers`, matchOnDescription: true });
    if (chosen) await reader.open(chosen.id);
  });
  on('localdigest.makeDigest', async () => {
    await execute('localdigest.run');
    refresh();
  });
  on('localdigest.firstSteps', async () => {
    await vscode.commands.executeCommand('workbench.action.openWalkthrough', 'localdigest.localdigest#first');
  });
  context.subscriptions.push(vscode.window.createTreeView('localdigest.papers', { treeDataProvider: tree }));
  await told(async () => {
    await client?.start();
    await count();
  })();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}

function makeClient(): LanguageClient {
  const settings = vscode.workspace.getConfiguration('localdigest');
  const [command = 'localdigest', ...args] = settings.get<string[]>('command', ['localdigest', 'lsp']);
  const folder = settings.get<string>('dataDirectory', '');
  const env = { ...process.env, ...(folder ? { LOCALDIGEST_DATA: folder } : {}) };
  return new LanguageClient(
    'localdigest', 'LocalDigest', { command, args, transport: TransportKind.stdio, options: { env } },
    { documentSelector: ['markdown', 'latex', 'tex', 'bibtex', 'typst', 'plaintext', 'quarto'] });
}
