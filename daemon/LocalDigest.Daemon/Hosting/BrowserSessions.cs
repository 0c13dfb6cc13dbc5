using System.Collections.Concurrent;
using System.Globalization;
using LocalDigest.Access;

namespace LocalDigest.Daemon.Hosting;

/// <summary>
/// Browsers that are signed in, by a cookie that outlives the daemon. Scripts cannot read it, and pages of other sites send none. A
/// session that is taken back ends at once, together with the requests that it has open.
/// </summary>
internal sealed class BrowserSessions(SessionTable sessions)
{
    /// <summary>
    /// What names of cookies begin with; the port follows, so that the cookies of two daemons do not replace each other. A daemon that
    /// comes back on another port knows its cookie all the same.
    /// </summary>
    public const string CookiePrefix = "localdigest-";

    /// <summary>A browser has one cookie for each daemon of this machine; who sends more is looking for one that fits.</summary>
    private const int MostCookies = 8;

    private readonly ConcurrentDictionary<string, CancellationTokenSource> open = new(StringComparer.Ordinal);

    /// <summary>Signs the browser in that sent a request: its cookie comes with the answer.</summary>
    public BrowserSession Open(HttpContext context, string name)
    {
        var (session, secret) = sessions.Add(name);
        context.Response.Cookies.Append(NameOn(context), secret, CookieForm());
        return session;
    }

    /// <summary>The session that a request belongs to; null where it has none. The cookie of one that is in use is kept alive.</summary>
    public BrowserSession? Find(HttpContext context)
    {
        var secrets = context.Request.Cookies.Where(cookie => cookie.Key.StartsWith(CookiePrefix, StringComparison.Ordinal));
        foreach (var (name, secret) in secrets.Take(MostCookies))
        {
            if (sessions.Use(secret) is not { } used) continue;
            if (used.IsNoted || name != NameOn(context)) context.Response.Cookies.Append(NameOn(context), secret, CookieForm());
            return used.Session;
        }
        return null;
    }

    /// <summary>Ends a request when its session is taken back. What is returned must be disposed when the request is over.</summary>
    public IDisposable EndWith(BrowserSession session, HttpContext context) =>
        open.GetOrAdd(session.Id, _ => new CancellationTokenSource()).Token.Register(context.Abort);

    /// <summary>Signs a browser out; where it is the one that asks, its own answer still reaches it.</summary>
    /// <returns>Whether there was such a session.</returns>
    public bool Remove(string id, HttpContext context)
    {
        if (!sessions.Remove(id)) return false;
        if (context.Features.Get<BrowserSession>()?.Id != id)
        {
            End(id);
            return true;
        }
        context.Response.Cookies.Delete(NameOn(context), CookieForm());
        context.Response.OnCompleted(() =>
        {
            End(id);
            return Task.CompletedTask;
        });
        return true;
    }

    /// <summary>Stays in the dictionary, cancelled: a request that was let in just before registers with it and is ended, too.</summary>
    private void End(string id) => open.GetOrAdd(id, _ => new CancellationTokenSource()).Cancel();

    private static string NameOn(HttpContext context) =>
        CookiePrefix + context.Connection.LocalPort.ToString(CultureInfo.InvariantCulture);

    private static CookieOptions CookieForm() => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Path = "/",
        MaxAge = SessionTable.Life,
        IsEssential = true,
    };
}
