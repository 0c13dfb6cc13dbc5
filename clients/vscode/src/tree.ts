import * as vscode from 'vscode';
import type { DigestItem, Execute, PaperItem } from './papers';

type Node =
  | { readonly kind: 'list'; readonly name: string; readonly title: string; readonly icon: string }
  | { readonly kind: 'digest'; readonly digest: DigestItem }
  | { readonly kind: 'paper'; readonly paper: PaperItem };

const lists: readonly Node[] = [
  { kind: 'list', name: 'today', title: 'Today', icon: 'calendar' },
  { kind: 'list', name: 'explore', title: 'Explore', icon: 'telescope' },
  { kind: 'list', name: 'archive', title: 'Archive', icon: 'archive' },
  { kind: 'list', name: 'liked', title: 'Liked', icon: 'thumbsup' },
];

/** Today, Explore, Archive and Liked. */
export class PaperTree implements vscode.TreeDataProvider<Node> {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly execute: Execute) {}

  refresh(): void {
    this.changed.fire(undefined);
  }

  getTreeItem(node: Node): vscode.TreeItem {
    if (node.kind === 'list') {
      const isFirst = node.name === 'today';
      const item = new vscode.TreeItem(node.title, isFirst ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed);
      item.iconPath = new vscode.ThemeIcon(node.icon);
      return item;
    }
    if (node.kind === 'digest') {
      const item = new vscode.TreeItem(node.digest.title, vscode.TreeItemCollapsibleState.Collapsed);
      item.description = `${node.digest.papers} papers`;
      return item;
    }
    const { paper } = node;
    const item = new vscode.TreeItem(paper.title);
    item.description = paper.authors;
    // Text of strangers: shown as text, and never read as Markdown.
    item.tooltip = [paper.title, paper.authors, paper.comment].filter(Boolean).join('\n\n');
    item.contextValue = 'paper';
    item.iconPath = new vscode.ThemeIcon(paper.feedback === 'up' ? 'thumbsup-filled' : paper.feedback === 'down' ? 'thumbsdown-filled' : 'book');
    item.command = { command: 'localdigest.openPaper', title: 'Read', arguments: [paper.id] };
    return item;
  }

  getChildren(node?: Node): Promise<Node[]> {
    return this.childrenOf(node).then(nodes => [...nodes]);
  }

  private async childrenOf(node?: Node): Promise<readonly Node[]> {
    if (!node) return lists;
    if (node.kind === 'paper') return [];
    const name = node.kind === 'list' ? node.name : `digest:${node.digest.digest}`;
    const { items } = await this.execute<{ items: (PaperItem | DigestItem)[] }>('localdigest.list', name);
    return items.map(item => ('digest' in item ? { kind: 'digest', digest: item } : { kind: 'paper', paper: item }));
  }
}

/** The paper of a node that a menu was opened on. */
export const paperOf = (node: unknown): string | undefined =>
  typeof node === 'object' && node !== null && 'kind' in node && node.kind === 'paper' && 'paper' in node ? (node.paper as PaperItem).id : undefined;
