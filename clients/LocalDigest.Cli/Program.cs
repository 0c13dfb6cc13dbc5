using LocalDigest.Cli;

// Papers hold every script, whatever the terminal's locale is called.
using var terminal = Terminal.OfConsole();
return await CommandLine.RunAsync(args, terminal);
