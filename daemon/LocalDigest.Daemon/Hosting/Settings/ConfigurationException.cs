namespace LocalDigest.Daemon.Hosting;

/// <summary>The daemon cannot run as it is configured. The message names the setting or option and says what is allowed; it holds no secret.</summary>
internal sealed class ConfigurationException(string message, Exception? inner = null) : Exception(message, inner);
